"""Serve the peer: the same comparison as a Dash callback, on the same database and application server."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tools.bench_settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Dash runs callbacks inside an event loop
django.setup()

import dash  # noqa: E402
import plotly.graph_objects as go  # noqa: E402
from dash import Input, Output, dcc, html  # noqa: E402

from indicators import queries  # noqa: E402

app = dash.Dash(__name__)
server = app.server
app.layout = html.Div([dcc.Input(id="indicator", value="indicator_01"), dcc.Graph(id="chart")])


@app.callback(Output("chart", "figure"), Input("indicator", "value"))
def chart(indicator: str) -> go.Figure:
    """Return two lines of 120 months, as the site draws them."""
    newest = queries.newest()
    rows = queries.comparison(indicator=indicator, areas=["14", "12"], as_of=newest.number if newest else 0)
    figure = go.Figure()
    for series in rows.series:
        months = [point.month.first_day for point in series.points]
        values = [float(point.value) if point.value is not None else None for point in series.points]
        figure.add_trace(go.Scatter(x=months, y=values, name=series.area.name.vi, mode="lines+markers"))
    figure.update_layout(title=rows.indicator.name.vi, yaxis_title=rows.indicator.unit.name.vi)
    return figure
