# `make` prints this menu. Everything a fresh machine needs besides Rust, Node and a C compiler is installed by
# `make test` where that is possible, and named where it is not.

.DEFAULT_GOAL := help
SHELL := /bin/bash
CARGO ?= cargo
BINARY := target/release/minicrm

.PHONY: help run dev web build test test-rust test-web e2e fuzz-api check fmt screenshots openapi bench bench-audience bench-ingest bench-delivery clean

help: ## Print this menu
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: build ## Build everything and start Mini CRM on http://localhost:8000
	$(BINARY)

build: web ## Build the web interface and the release binary
	$(CARGO) build --release --locked -p server

web: web/node_modules/.stamp ## Build the web interface into web/dist
	cd web && npm run build

web/node_modules/.stamp: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

dev: web/node_modules/.stamp ## Start the server and the web interface with live reload on http://localhost:5173
	@mkdir -p web/dist; trap 'kill 0' EXIT; BASE_URL_FRONTEND=http://localhost:5173 $(CARGO) run -p server & cd web && npm run dev

test: check test-rust test-web e2e ## Run every test a fresh machine can, and install what they need
	@echo "All tests passed."

test-rust: ## Run the tests of the crates
	@mkdir -p web/dist
	scripts/servers.sh
	$(CARGO) test --workspace --locked

test-web: web/node_modules/.stamp ## Run the tests of the web interface
	cd web && npm run lint && npm test

e2e: build e2e/node_modules/.stamp ## Drive the release binary in a browser
	e2e/prepare.sh
	cd e2e && npm run check && npm test

e2e/node_modules/.stamp: e2e/package-lock.json
	cd e2e && npm ci --no-audit --no-fund
	@touch $@

fuzz-api: build ## Fuzz the API from its own document, with every check of Schemathesis
	scripts/fuzz-api.sh $(ARGS)

check: ## Look at formatting, lints and dependencies
	$(CARGO) fmt --all --check
	@mkdir -p web/dist
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	scripts/deny.sh

fmt: ## Format everything
	$(CARGO) fmt --all
	cd web && npm run format
	cd e2e && npm run format

openapi: ## Write openapi.json, the web interface's types and docs/rules.md from the program
	@mkdir -p web/dist
	$(CARGO) run -q -p server -- openapi > openapi.json.new && mv openapi.json.new openapi.json
	$(CARGO) run -q -p server -- rules > docs/rules.md.new && mv docs/rules.md.new docs/rules.md
	cd web && npm run types

screenshots: build e2e/node_modules/.stamp ## Picture every page in light, dark and phone width into docs/screenshots
	e2e/prepare.sh
	cd e2e && npm run screenshots

bench: ## Measure the log, the store and the intake, side by side in one run
	$(CARGO) bench --locked -p log@0.1.0 -p store -p engine

bench-audience: ## Measure seven rules in the index and in SQL; ARGS="10000000 50000000" for ten million customers
	$(CARGO) bench --locked -p audience --bench index -- $(ARGS)

bench-ingest: ## Measure accepting and applying over HTTP; BACKEND=redis starts a redis-server, ARGS="--help" shows more
	@mkdir -p web/dist
	$(CARGO) bench --locked -p server --bench ingest -- $(if $(filter redis,$(BACKEND)),--redis) $(ARGS)

bench-delivery: ## Measure a campaign to a million customers, to the simulator and back by receipts, over HTTP
	@mkdir -p web/dist
	$(CARGO) bench --locked -p server --bench delivery -- $(ARGS)

clean: ## Remove what was built
	rm -rf target web/dist web/node_modules e2e/node_modules
