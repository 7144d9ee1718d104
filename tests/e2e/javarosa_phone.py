"""The engine of ODK Collect, JavaRosa, fills in a form: ``python javarosa_phone.py JAR FOLDER ANSWERS`` prints what it would send.

It is the one that pyxform brings along to check forms. A process of its own: a virtual machine cannot be left again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jpype

jar, folder, answers = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
jpype.startJVM("-Djava.awt.headless=true", "-Xmx512m", classpath=[jar])
java = jpype.JPackage("java")
rosa = jpype.JPackage("org").javarosa


class File:
    """A file beside the form, as JavaRosa asks for it."""

    def __init__(self, uri: str) -> None:
        self.path = folder / str(uri).rpartition("/")[2]

    def doesBinaryExist(self) -> bool:  # noqa: N802 - a name of Java's
        return self.path.is_file()

    def getStream(self) -> Any:  # noqa: N802 - a name of Java's
        return java.io.FileInputStream(str(self.path))

    def getURI(self) -> str:  # noqa: N802 - a name of Java's
        return f"jr://file/{self.path.name}"

    def getLocalURI(self) -> str:  # noqa: N802 - a name of Java's
        return str(self.path)

    def isReadOnly(self) -> bool:  # noqa: N802 - a name of Java's
        return True

    def probeAlternativeReferences(self) -> Any:  # noqa: N802 - a name of Java's
        return rosa.core.reference.Reference[0]


class Files:
    """Where JavaRosa finds what ``jr://file/`` names."""

    def derives(self, uri: str) -> bool:
        return str(uri).startswith("jr://file/")

    def derive(self, uri: str, _context: str = "") -> Any:
        return jpype.JProxy(rosa.core.reference.Reference, inst=File(uri))


rosa.core.reference.ReferenceManager.instance().addReferenceFactory(
    jpype.JProxy(rosa.core.reference.ReferenceFactory, inst=Files())
)


class Properties:
    """What a phone knows of itself."""

    def getSingularProperty(self, name: str) -> str | None:  # noqa: N802 - a name of Java's
        return "collect:javarosa" if str(name) == "deviceid" else None

    def setProperty(self, *_told: object) -> None:  # noqa: N802 - a name of Java's
        """Keep nothing."""


rosa.core.services.PropertyManager.setPropertyManager(
    jpype.JProxy(rosa.core.services.IPropertyManager, inst=Properties())
)
rosa.core.util.JavaRosaCoreModule().registerModule()
rosa.model.xform.XFormsModule().registerModule()
form = rosa.xform.util.XFormUtils.getFormFromFormXml(str(folder / "form.xml"), None)
form.initialize(True, rosa.core.model.instance.InstanceInitializationFactory())  # noqa: FBT003 - Java has no names for them
walk = rosa.form.api.FormEntryController(rosa.form.api.FormEntryModel(form))
asked = []
while walk.stepToNextEvent() != walk.EVENT_END_OF_FORM:
    if walk.getModel().getEvent() != walk.EVENT_QUESTION:
        continue
    prompt = walk.getModel().getQuestionPrompt()
    name = str(prompt.getIndex().getReference().getNameLast())
    asked.append(name)
    said = answers.get(name, answers.get("*"))
    choices = prompt.getSelectChoices()
    if choices is not None:
        value = {str(choice.getValue()): choice for choice in choices}[said]
        answer = rosa.core.model.data.SelectOneData(rosa.core.model.data.helper.Selection(value))
    elif name == "position":
        answer = rosa.core.model.data.GeoPointData(jpype.JArray(jpype.JDouble)([float(part) for part in said.split()]))
    else:
        answer = rosa.core.model.data.StringData(said) if name in answers else None
    outcome = walk.answerQuestion(answer, True)  # noqa: FBT003 - Java has no names for them
    if outcome != walk.ANSWER_OK:
        sys.exit(f"{name} = {said!r} was refused: {outcome}")
walk.finalizeFormEntry()
written = rosa.model.xform.XFormSerializingVisitor().serializeInstance(form.getInstance())
sys.stderr.write(json.dumps(asked))
sys.stdout.buffer.write(bytes(written))
