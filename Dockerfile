# JupyterLab with VRD. For the CPU:            docker build -t vrd .
# For an NVIDIA GPU (run with --gpus all):      docker build -t vrd --build-arg EXTRA=gpu .
FROM python:3.12-slim-bookworm

ARG EXTRA=cpu

RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 vrd

# The requirements change more rarely than the code: installed first, they stay cached.
WORKDIR /opt/vrd
COPY setup.cfg pyproject.toml README.md LICENSE ./
COPY vrd/__init__.py vrd/__init__.py
RUN python -m pip install --no-cache-dir ".[${EXTRA},notebook]"
COPY vrd vrd
RUN python -m pip install --no-cache-dir --no-deps --force-reinstall .

USER vrd
WORKDIR /home/vrd
COPY --chown=vrd:vrd notebooks notebooks
# The demo films are made now, so that the demo notebook runs at once. Films of your own are
# mounted read-only at /home/vrd/films, projects are kept in the volume /home/vrd/vrd_projects.
RUN mkdir -p media films vrd_projects \
 && python -c "from pathlib import Path; from vrd.demo_films import make_demo_films; make_demo_films(Path('media/demo'))"
VOLUME /home/vrd/vrd_projects

ENV TF_CPP_MIN_LOG_LEVEL=2
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser", "--ServerApp.root_dir=/home/vrd"]
