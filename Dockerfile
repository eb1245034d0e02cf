# A small image: no PyTorch, unless asked for with --build-arg EXTRAS=models (or mcp, or models,mcp).
#   docker build -t qa-zh .  &&  docker compose up
FROM python:3.11-slim AS build
ARG EXTRAS=""
WORKDIR /src
RUN python -m venv /opt/qa
COPY pyproject.toml README.md LICENSE ./
COPY embeddings embeddings
COPY qa qa
COPY ui ui
RUN /opt/qa/bin/pip install --no-cache-dir --no-compile ".${EXTRAS:+[$EXTRAS]}"

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin qa && mkdir /data && chown qa /data
COPY --from=build /opt/qa /opt/qa
COPY --chown=qa data/articles /data/articles
COPY --chown=qa data/questions /data/questions
# Everything that is written goes to /data, and to /tmp while it is being read: the root may be read-only.
ENV PATH=/opt/qa/bin:$PATH QA_DATA_DIR=/data QA_HOST=0.0.0.0 QA_LOG=json HOME=/tmp PYTHONDONTWRITEBYTECODE=1
USER qa
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["qa", "serve"]
