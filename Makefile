# Anteroom. `make help` lists what there is; every target sets up what it needs first.
.DEFAULT_GOAL := help
.PHONY: help run test test-long bench fuzz lint clean
MAKEFLAGS += --no-print-directory

PORT ?= 8080
DATA ?= data
HOST ?=
BENCH ?=
SECONDS ?= 600

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: ## build, and start a sample practice on http://localhost:8080 (PORT=, DATA=, HOST=ADDRESS for TLS)
	@tools/setup build && exec tools/in tools/demo/run.mjs --port '$(PORT)' --data '$(DATA)' --host '$(HOST)'

test: ## everything CI runs, in under half an hour on two cores
	@tools/setup test && exec tools/in tools/test/run.mjs

test-long: ## what repeats: visits 20 times in a row, 10,000 simulated sequences, other screen sizes, mutations, long fuzzing and crashing
	@tools/setup test && exec tools/in tools/test/run.mjs --long

bench: ## every benchmark, or one: BENCH=name; figures go to build/bench.json
	@tools/setup bench && exec tools/in tools/bench/run.mjs $(BENCH)

fuzz: ## every fuzz target for SECONDS=600 each
	@tools/setup test && exec tools/in tools/fuzz/run.mjs --seconds '$(SECONDS)'

lint: ## formatting, static analysis and the house rules
	@tools/setup test && exec tools/in tools/test/run.mjs --only lint

clean: ## remove what was built; DATA stays
	rm -rf build web/dist
