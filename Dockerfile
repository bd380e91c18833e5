# Mini CRM in a small image: one binary, no shell, a user without rights. Built with BuildKit: docker build -t minicrm .
FROM node:20-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock rustfmt.toml clippy.toml ./
COPY crates crates
COPY --from=web /src/web/dist web/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked -p server && cp target/release/minicrm /minicrm && mkdir /data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /minicrm /minicrm
COPY --from=build --chown=nonroot:nonroot /data /data
ENV HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=6s --start-period=20s --retries=3 CMD ["/minicrm", "health"]
ENTRYPOINT ["/minicrm"]
CMD ["serve"]
