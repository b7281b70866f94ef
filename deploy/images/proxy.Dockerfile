# Envoy, with what runs beside a workload (`fairlead proxy`): docker build -f deploy/images/proxy.Dockerfile -t fairlead-proxy .
# Gateways need no image of ours: theirs is the stock Envoy.
FROM docker.io/envoyproxy/envoy:v1.40.0 AS envoy

FROM docker.io/library/node:22-bookworm-slim AS build
RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3 python3-pip clang llvm libbpf-dev g++ make \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN npm run setup && install -d -o 65532 -g 65532 /build/state

FROM docker.io/library/node:22-bookworm-slim
LABEL org.opencontainers.image.title="Fairlead proxy" org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /opt/fairlead
COPY --from=envoy /usr/local/bin/envoy /usr/local/bin/envoy
COPY --from=build /build/package.json ./
COPY --from=build /build/bin ./bin
COPY --from=build /build/dist ./dist
COPY --from=build --chown=65532:65532 /build/state /var/lib/fairlead
ENV HOME=/var/lib/fairlead XDG_RUNTIME_DIR=/var/lib/fairlead
USER 65532:65532
ENTRYPOINT ["/opt/fairlead/bin/fairlead", "proxy"]
