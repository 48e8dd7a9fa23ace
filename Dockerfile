# One image for every service; the command names the service. Nothing is compiled: Node 24 runs TypeScript as it is.
FROM node:24-slim AS app
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without devDependencies, and without the optional Node of package.json: the image has one.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force
COPY shared shared
COPY services services
COPY simulators simulators
COPY deploy/compose deploy/compose
# A checkout made under a strict umask must still be readable for users that are not root.
RUN chmod -R a+rX,go-w /app

FROM node:24-slim
ENV NODE_ENV=production HTTP_HOST=0.0.0.0 HTTP_PORT=8080
WORKDIR /app
# Where the setup container writes; an empty volume takes over folder and owner (1883 is Mosquitto's user in its image).
RUN for name in api bus store database mqtt mqtt-alarm mqtt-sim edge; do install -d -o 1883 -g 1883 "/run/tocsin/$name"; done \
 && chmod 700 /run/tocsin/edge \
 && install -d -o node -g node /app/.tocsin /var/lib/tocsin/ring
COPY --from=app /app /app
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HTTP_PORT}/readyz`) \
    .then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The young generation is kept small: what a packet leaves behind dies at once, and was a third of a service's memory.
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=16"]
CMD ["services/main.ts", "all"]
