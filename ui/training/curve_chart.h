#pragma once

#include <QWidget>

#include <functional>
#include <optional>

class QCPGraph;
class QCPItemStraightLine;
class QCustomPlot;
class QLabel;

namespace creel {

/// A small chart of curves that grow while something runs. The line above it reads out the values under the
/// pointer, or the newest ones. GUI thread.
class CurveChart : public QWidget
{
    Q_OBJECT

public:
    enum class Look
    {
        Line, ///< many points
        Dots  ///< few points, each of which counts
    };

    /// `xName` is what the read-out calls the horizontal axis: "epoch".
    CurveChart(const QString& title, const QString& xName, QWidget* parent);

    /// Curves are told apart by their order of adding, 0…3.
    int addCurve(const QString& name, Look look);
    void addPoint(int curve, double x, double y);
    void clear();
    /// Thin upright lines, such as where a stage begins.
    void setMarks(const QList<double>& marks);
    /// Shows one value on the horizontal axis that matters, such as a suggestion; none for 0.
    void setHighlight(double x);
    void setLogarithmic(bool isXLogarithmic, bool isYLogarithmic);
    /// How the read-out writes values; the standard is "0.123".
    void setFormat(std::function<QString(double)> format);
    /// Has the vertical axis write its numbers as the read-out does.
    void writeAxisAlike();
    void setXFormat(std::function<QString(double)> format);
    /// At least as far as this is shown, so that the curve does not squeeze itself while it grows.
    void setXRange(double from, double to);

    qsizetype pointCount(int curve) const;
    /// What is read out now.
    QString readOut() const;
    /// Reads out the values nearest to `x`.
    void readOutAt(double x);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void restyle();
    void replotLater();
    void fitAxes();
    void thin(QCPGraph& graph);
    void showReadOut();
    QColor colourOf(int curve) const;

    QCustomPlot* m_plot;
    QLabel* m_title;
    QLabel* m_readOut;
    QString m_xName;
    QStringList m_names;
    QList<Look> m_looks;
    QList<QCPItemStraightLine*> m_marks;
    QCPItemStraightLine* m_pointer;
    QCPItemStraightLine* m_highlight;
    std::function<QString(double)> m_format;
    std::function<QString(double)> m_xFormat;
    double m_from = 0;
    double m_to = 0;
    std::optional<double> m_hovered;
};

} // namespace creel
