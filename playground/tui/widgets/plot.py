"""A line plot with axes: several series, markers and rules, linear or logarithmic."""

from __future__ import annotations

from playground.labs.figure import Figure, draw_figure, figure_area
from playground.tui.widgets.plot_canvas import PlotCanvas


class Plot(PlotCanvas):
    """Shows a `Figure` at the widget's size; a press is told in the units of its axes."""

    class PointPicked(PlotCanvas.Picked):
        """A place in the plot was pressed: x and y in the units of the axes."""

        def __init__(self, plot: Plot, column: int, row: int, x: float, y: float) -> None:
            super().__init__(plot, column, row)
            self.x = x
            self.y = y

    def __init__(self, figure: Figure | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.figure: Figure | None = None
        if figure is not None:
            self.show_figure(figure)

    def show_figure(self, figure: Figure) -> None:
        """Show another figure."""
        self.figure = figure
        self.show(lambda width, height: draw_figure(figure, width, height))

    def picked(self, column: int, row: int) -> None:
        """Say where in the figure the press was, kept within the axes."""
        if self.figure is None:
            return
        area = figure_area(self.figure, *self.size)
        x = self.figure.x.value(area.x_fraction(column))
        y = self.figure.y.value(area.y_fraction(row))
        self.post_message(self.PointPicked(self, column, row, x, y))
