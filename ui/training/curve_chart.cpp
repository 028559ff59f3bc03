#include "ui/training/curve_chart.h"

#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QVBoxLayout>

#include <qcustomplot.h>

namespace creel {

namespace {

/// More points than this are not seen in a chart of this size and would cost time to draw.
constexpr int mostPoints = 3000;

/// Writes the numbers along an axis as the read-out writes values.
class FormatTicker : public QCPAxisTicker
{
public:
    explicit FormatTicker(std::function<QString(double)> format) : m_format(std::move(format)) {}

protected:
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return m_format(tick); }

private:
    const std::function<QString(double)> m_format;
};

void place(QCPItemStraightLine* line, double x)
{
    line->point1->setCoords(x, 0);
    line->point2->setCoords(x, 1);
}

/// An upright line at an x that leaves the vertical axis out of it.
QCPItemStraightLine* makeUpright(QCustomPlot* plot)
{
    auto* line = new QCPItemStraightLine(plot);
    for (QCPItemPosition* point : {line->point1, line->point2}) {
        point->setTypeX(QCPItemPosition::ptPlotCoords);
        point->setTypeY(QCPItemPosition::ptAxisRectRatio);
        point->setAxes(plot->xAxis, plot->yAxis);
        point->setAxisRect(plot->axisRect());
    }
    line->setVisible(false);
    return line;
}

} // namespace

CurveChart::CurveChart(const QString& title, const QString& xName, QWidget* parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot(this))
    , m_title(new QLabel(title, this))
    , m_readOut(new QLabel(this))
    , m_xName(xName)
    , m_pointer(makeUpright(m_plot))
    , m_highlight(makeUpright(m_plot))
    , m_format([](double value) { return QString::number(value, 'f', 3); })
    , m_xFormat([](double value) { return QString::number(value, 'f', 1); })
{
    auto* head = new QHBoxLayout;
    head->setContentsMargins(Theme::gap, 0, Theme::gap, 0);
    head->addWidget(m_title);
    head->addStretch(1);
    head->addWidget(m_readOut);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_plot, 1);
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_readOut->setTextFormat(Qt::RichText);
    m_plot->setMouseTracking(true);
    m_plot->installEventFilter(this);
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->axisRect()->setMinimumMargins(QMargins(Theme::gap, Theme::halfGap, 2 * Theme::gap, 0));
    setAccessibleName(title);
    restyle();
}

int CurveChart::addCurve(const QString& name, Look look)
{
    m_plot->addGraph();
    m_names.append(name);
    m_looks.append(look);
    restyle();
    return m_plot->graphCount() - 1;
}

void CurveChart::addPoint(int curve, double x, double y)
{
    QCPGraph& graph = *m_plot->graph(curve);
    graph.addData(x, y);
    if (graph.data()->size() > mostPoints)
        thin(graph);
    showReadOut();
    replotLater();
}

/// Keeps every second point.
void CurveChart::thin(QCPGraph& graph)
{
    QVector<QCPGraphData> kept;
    bool isKept = true;
    for (const QCPGraphData& point : *graph.data()) {
        if (isKept)
            kept.append(point);
        isKept = !isKept;
    }
    graph.data()->set(kept, true);
}

void CurveChart::clear()
{
    for (int i = 0; i < m_plot->graphCount(); ++i)
        m_plot->graph(i)->data()->clear();
    m_hovered.reset();
    m_pointer->setVisible(false);
    setHighlight(0);
    setMarks({});
    showReadOut();
}

void CurveChart::setMarks(const QList<double>& marks)
{
    for (QCPItemStraightLine* line : std::exchange(m_marks, {}))
        m_plot->removeItem(line);
    for (const double mark : marks) {
        QCPItemStraightLine* line = makeUpright(m_plot);
        line->setPen(QPen(Theme::colours().line, 1));
        line->setVisible(true);
        place(line, mark);
        m_marks.append(line);
    }
    replotLater();
}

void CurveChart::setHighlight(double x)
{
    m_highlight->setVisible(x != 0);
    place(m_highlight, x);
    replotLater();
}

void CurveChart::setLogarithmic(bool isXLogarithmic, bool isYLogarithmic)
{
    const auto apply = [](QCPAxis* axis, bool isLogarithmic) {
        axis->setScaleType(isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        if (isLogarithmic)
            axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
        else
            axis->setTicker(QSharedPointer<QCPAxisTicker>::create());
        axis->setNumberFormat(isLogarithmic ? QStringLiteral("g") : QStringLiteral("gb"));
        axis->setNumberPrecision(isLogarithmic ? 1 : 4);
        axis->ticker()->setTickCount(4);
    };
    apply(m_plot->xAxis, isXLogarithmic);
    apply(m_plot->yAxis, isYLogarithmic);
    replotLater();
}

void CurveChart::setFormat(std::function<QString(double)> format)
{
    m_format = std::move(format);
}

void CurveChart::writeAxisAlike()
{
    m_plot->yAxis->setTicker(QSharedPointer<FormatTicker>::create(m_format));
    restyle();
}

void CurveChart::setXFormat(std::function<QString(double)> format)
{
    m_xFormat = std::move(format);
}

void CurveChart::setXRange(double from, double to)
{
    m_from = from;
    m_to = to;
    replotLater();
}

qsizetype CurveChart::pointCount(int curve) const
{
    return m_plot->graph(curve)->data()->size();
}

QString CurveChart::readOut() const
{
    QString text = m_readOut->text();
    return text.remove(QRegularExpression(QStringLiteral("<[^>]*>")));
}

void CurveChart::readOutAt(double x)
{
    m_hovered = x;
    place(m_pointer, x);
    m_pointer->setVisible(true);
    showReadOut();
    replotLater();
}

void CurveChart::showReadOut()
{
    QStringList parts;
    for (int i = 0; i < m_plot->graphCount(); ++i) {
        const auto points = m_plot->graph(i)->data();
        if (points->isEmpty())
            continue;
        auto point = points->constEnd() - 1;
        if (m_hovered) {
            point = points->findBegin(*m_hovered, true);
            if (point + 1 != points->constEnd() &&
                std::abs((point + 1)->key - *m_hovered) < std::abs(point->key - *m_hovered))
                ++point;
        }
        if (parts.isEmpty() && m_hovered)
            parts.append(tr("%1 %2").arg(m_xName, m_xFormat(*m_hovered)));
        parts.append(QStringLiteral("<span style='color:%1'>%2</span>&nbsp;%3")
                         .arg(colourOf(i).name(), m_names[i].toHtmlEscaped(), m_format(point->value)));
    }
    m_readOut->setText(parts.join(QStringLiteral("&nbsp; ")));
}

void CurveChart::replotLater()
{
    fitAxes();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurveChart::fitAxes()
{
    m_plot->rescaleAxes();
    const auto widened = [](QCPAxis* axis) {
        if (axis->scaleType() == QCPAxis::stLinear)
            axis->scaleRange(1.08, axis->range().center());
    };
    widened(m_plot->yAxis);
    std::optional<QCPRange> keys;
    for (int i = 0; i < m_plot->graphCount(); ++i) {
        bool isThere = false;
        const QCPRange range = m_plot->graph(i)->getKeyRange(isThere);
        if (isThere)
            keys = keys ? keys->expanded(range) : range;
    }
    if (m_to > m_from) // a single point would have the axis moved around it
        m_plot->xAxis->setRange(keys.value_or(QCPRange(m_from, m_to)).expanded(QCPRange(m_from, m_to)));
    const bool isEmpty = !keys;
    if (isEmpty && m_plot->yAxis->scaleType() == QCPAxis::stLinear)
        m_plot->yAxis->setRange(0, 1);
    else if (m_plot->yAxis->scaleType() == QCPAxis::stLinear && m_plot->yAxis->range().lower < 0)
        m_plot->yAxis->setRangeLower(0); // nothing shown here is ever negative
}

QColor CurveChart::colourOf(int curve) const
{
    const Theme::Colours& c = Theme::colours();
    const QColor colours[] = {c.accent, c.problem, c.accepted, c.rejected};
    return colours[curve % 4];
}

void CurveChart::restyle()
{
    const Theme::Colours& c = Theme::colours();
    m_plot->setBackground(c.panel);
    QFont small = font();
    small.setPointSizeF(font().pointSizeF() * 0.85);
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setBasePen(QPen(c.line));
        axis->setTickPen(QPen(c.line));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(c.mutedText);
        axis->setTickLabelFont(small);
        axis->grid()->setPen(QPen(c.line, 1, Qt::DotLine));
        axis->grid()->setZeroLinePen(QPen(c.line));
        axis->ticker()->setTickCount(4);
    }
    m_pointer->setPen(QPen(c.mutedText, 1));
    m_highlight->setPen(QPen(c.accepted, 2, Qt::DashLine));
    for (QCPItemStraightLine* line : std::as_const(m_marks))
        line->setPen(QPen(c.line, 1));
    for (int i = 0; i < m_plot->graphCount(); ++i) {
        m_plot->graph(i)->setPen(QPen(colourOf(i), 1.5));
        if (m_looks[i] == Look::Dots)
            m_plot->graph(i)->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 6));
    }
    showReadOut();
    replotLater();
}

QSize CurveChart::sizeHint() const
{
    return {360, 200};
}

QSize CurveChart::minimumSizeHint() const
{
    return {160, 112};
}

void CurveChart::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        restyle();
    QWidget::changeEvent(event);
}

bool CurveChart::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseMove) {
        readOutAt(m_plot->xAxis->pixelToCoord(static_cast<QMouseEvent*>(event)->position().x()));
    } else if (event->type() == QEvent::Leave) {
        m_hovered.reset();
        m_pointer->setVisible(false);
        showReadOut();
        replotLater();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace creel
