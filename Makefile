# Every target forwards to one script of the standard library; without make, call it yourself.
BOOTSTRAP = python3 tools/bootstrap.py
OPTIONS = $(if $(YES),--yes) $(if $(WHEELHOUSE),--wheelhouse "$(WHEELHOUSE)")

.PHONY: help run test setup bench faults attack
help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/'
run:  ## install what is missing, build the demo city, serve http://127.0.0.1:8000
	@$(BOOTSTRAP) run $(OPTIONS) $(ARGS)
test:  ## install what is missing, run every check and test
	@$(BOOTSTRAP) test $(OPTIONS) $(ARGS)
setup:  ## only install; afterwards .venv/bin/golmok is the command
	@$(BOOTSTRAP) setup $(OPTIONS)
bench:  ## run the comparisons behind the speeds we claim
	@$(BOOTSTRAP) bench $(OPTIONS) $(ARGS)
faults:  ## break the database and the program in every way we know, write faults/out/faults.json
	@$(BOOTSTRAP) faults $(OPTIONS) $(ARGS)
attack:  ## try what somebody would who looks for a household, on us and on a weak build, write attack/out/attacks.json
	@$(BOOTSTRAP) attack $(OPTIONS) $(ARGS)
