/** Files dropped on the form, and what is wrong with a choice said before anything is sent. */

const { t } = window.golmok;
const drop = document.getElementById("drop");
const input = document.getElementById("file");
const said = drop.querySelector(".drop-said");
const most = Number(input.dataset.most);
const inUnits = (number, unit) => `${number.toLocaleString(window.golmok.locale, { maximumFractionDigits: 1 })} ${unit}`;
const size = (bytes) => (bytes < 1e6 ? inUnits(bytes / 1e3, "kB") : inUnits(bytes / 1e6, "MB"));

drop.querySelector(".drop-hint").hidden = false;

/** Name what was chosen; too much is not sent at all. */
function tell() {
  const files = [...input.files];
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const names = files.map(({ name }) => name).join(", ");
  const isTooMuch = bytes > most;
  input.setCustomValidity(isTooMuch ? t("파일이 너무 큽니다. {most}까지 보낼 수 있습니다.", { most: size(most) }) : "");
  said.classList.toggle("is-bad", isTooMuch);
  said.textContent = isTooMuch
    ? `${names} · ${size(bytes)}. ${input.validationMessage}`
    : files.length
      ? `${names} · ${size(bytes)}`
      : "";
}

const carriesFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");

for (const kind of ["dragenter", "dragover"])
  document.addEventListener(kind, (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault(); // or the browser would open the file in place of the page
    drop.classList.add("is-over");
  });
for (const kind of ["dragleave", "dragend"])
  document.addEventListener(kind, ({ relatedTarget }) => relatedTarget || drop.classList.remove("is-over"));
document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  drop.classList.remove("is-over");
  input.files = event.dataTransfer.files;
  tell();
  input.focus();
});
input.addEventListener("change", tell);
