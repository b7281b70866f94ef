# The control plane: docker build -f deploy/images/control-plane.Dockerfile -t fairlead .
# It runs as nobody, with a root that need not be written to: docker run --read-only --volume fairlead:/var/lib/fairlead fairlead serve …
FROM docker.io/library/node:22-bookworm-slim AS build
# What compiles the eBPF programs and, where no binary of it can be had, better-sqlite3.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3 python3-pip clang llvm libbpf-dev g++ make \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN npm run setup && install -d -o 65532 -g 65532 /build/state

FROM docker.io/library/node:22-bookworm-slim
LABEL org.opencontainers.image.title="Fairlead" org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /opt/fairlead
COPY --from=build /build/package.json ./
COPY --from=build /build/bin ./bin
COPY --from=build /build/dist ./dist
COPY --from=build /build/deploy/chart ./deploy/chart
# Native code, which bundles cannot hold.
COPY --from=build /build/node_modules/better-sqlite3 ./node_modules/better-sqlite3
COPY --from=build /build/node_modules/bindings ./node_modules/bindings
COPY --from=build /build/node_modules/file-uri-to-path ./node_modules/file-uri-to-path
# All that it keeps.
COPY --from=build --chown=65532:65532 /build/state /var/lib/fairlead
ENV HOME=/var/lib/fairlead XDG_RUNTIME_DIR=/var/lib/fairlead
USER 65532:65532
# Of `serve` with its usual port. Kubernetes asks by probes of its own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "--no-warnings", "--eval", "\
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';\
const ask = scheme => fetch(scheme + '://127.0.0.1:18001/healthz').then(({ ok }) => { if (!ok) throw new Error(); });\
ask('https').catch(() => ask('http')).catch(() => process.exit(1));"]
ENTRYPOINT ["/opt/fairlead/bin/fairlead"]
