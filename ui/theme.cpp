#include "ui/theme.h"

#include "ui/theme_icon.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleOption>

#include <cmath>
#include <memory>

namespace creel {

namespace {

Theme::Mode currentMode = Theme::Mode::Dark;

const Theme::Colours dark{QColor(0x14, 0x15, 0x17), QColor(0x1d, 0x1f, 0x22), QColor(0x2a, 0x2d, 0x31),
                          QColor(0x36, 0x3a, 0x3f), QColor(0xe6, 0xe8, 0xea), QColor(0xa3, 0xa9, 0xb0),
                          QColor(0x5a, 0xa9, 0xe6), QColor(0x53, 0xc2, 0x8b), QColor(0xe8, 0x7b, 0x6c),
                          QColor(0xf2, 0xb1, 0x3c)};

const Theme::Colours light{QColor(0xd9, 0xdb, 0xde), QColor(0xf3, 0xf4, 0xf5), QColor(0xff, 0xff, 0xff),
                           QColor(0xc4, 0xc8, 0xcc), QColor(0x1b, 0x1e, 0x21), QColor(0x53, 0x59, 0x60),
                           QColor(0x0a, 0x60, 0xa6), QColor(0x17, 0x6a, 0x3e), QColor(0xb0, 0x33, 0x24),
                           QColor(0x7a, 0x4e, 0x00)};

QPalette paletteOf(const Theme::Colours& c)
{
    QPalette palette;
    palette.setColor(QPalette::Window, c.panel);
    palette.setColor(QPalette::Base, c.desk);
    palette.setColor(QPalette::AlternateBase, c.panel);
    palette.setColor(QPalette::Button, c.raised);
    palette.setColor(QPalette::ToolTipBase, c.raised);
    palette.setColor(QPalette::Highlight, c.accent);
    palette.setColor(QPalette::HighlightedText, Theme::textOn(c.accent));
    palette.setColor(QPalette::Link, c.accent);
    palette.setColor(QPalette::PlaceholderText, c.mutedText);
    palette.setColor(QPalette::Mid, c.line);
    palette.setColor(QPalette::Dark, c.line.darker(130));
    palette.setColor(QPalette::Light, c.raised.lighter(115));
    palette.setColor(QPalette::Midlight, c.raised);
    palette.setColor(QPalette::Shadow, Qt::black);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText,
                            QPalette::BrightText})
        palette.setColor(role, c.text);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, c.mutedText);
    return palette;
}

/// Quiet, but 3:1 against what it lies on.
QColor scrollHandleOf(const Theme::Colours& c)
{
    const auto between = [](int a, int b) {
        return (a * 45 + b * 55) / 100;
    };
    return QColor(between(c.panel.red(), c.mutedText.red()), between(c.panel.green(), c.mutedText.green()),
                  between(c.panel.blue(), c.mutedText.blue()));
}

/// What Fusion does not take from the palette. Sizes are in steps of four pixels.
QString styleSheetOf(const Theme::Colours& c)
{
    return QStringLiteral(
               "QToolTip { color: %1; background: %2; border: 1px solid %3; padding: 4px; }"
               "QSplitter::handle { background: %3; }"
               "QMainWindow::separator { background: %3; width: 1px; height: 1px; }"
               "QMenu { background: %2; border: 1px solid %3; padding: 4px; }"
               "QMenu::item { padding: 4px 24px 4px 24px; }"
               "QMenu::item:selected { background: %4; color: %5; }"
               "QMenu::separator { height: 1px; background: %3; margin: 4px 8px; }"
               "QScrollBar { background: transparent; border: none; }"
               "QScrollBar:vertical { width: 10px; }"
               "QScrollBar:horizontal { height: 10px; }"
               "QScrollBar::handle { background: %6; border-radius: 3px; margin: 2px; }"
               "QScrollBar::handle:vertical { min-height: 32px; }"
               "QScrollBar::handle:horizontal { min-width: 32px; }"
               "QScrollBar::handle:hover, QScrollBar::handle:pressed { background: %7; }"
               "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
               "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"
               "QAbstractScrollArea::corner { background: transparent; }"
               "QHeaderView { background: %9; }"
               "QHeaderView::section { background: %9; color: %7; border: none; border-bottom: 1px solid %3; "
               "padding: 4px; }"
               "QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDoubleSpinBox { background: %2; border: 1px "
               "solid %3; "
               "border-radius: 4px; padding: 4px; selection-background-color: %4; selection-color: %5; }"
               "QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus "
               "{ border-color: %4; }"
               "QComboBox::drop-down { border: none; width: 20px; }"
               "QComboBox::down-arrow { image: url(:/icons/chevron-%8.svg); width: 12px; height: 12px; }"
               "#noticeBar { background: %2; border-bottom: 1px solid %3; }"
               "#toast { background: %2; border: 1px solid %3; border-radius: 8px; }"
               "#toast QToolButton { color: %4; border: none; padding: 2px; font-weight: 600; }")
        .arg(c.text.name(), c.raised.name(), c.line.name(), c.accent.name(), Theme::textOn(c.accent).name(),
             scrollHandleOf(c).name(), c.mutedText.name(),
             &c == &dark ? QStringLiteral("dark") : QStringLiteral("light"), c.panel.name());
}

/// A check box or a radio button. Fusion's own are dark on dark.
void paintIndicator(QPainter& painter, const QRect& rect, QStyle::State state, bool isRound)
{
    const Theme::Colours& c = Theme::colours();
    const bool isEnabled = state & QStyle::State_Enabled;
    const bool isSet = state & (QStyle::State_On | QStyle::State_NoChange);
    const QColor ink = isEnabled ? c.accent : c.mutedText;
    const QRectF frame = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(isSet || state & QStyle::State_MouseOver ? ink : c.mutedText, 1));
    painter.setBrush(isSet && !isRound ? ink : c.raised);
    if (isRound)
        painter.drawEllipse(frame);
    else
        painter.drawRoundedRect(frame, 3, 3);
    const QPointF middle = frame.center();
    const double unit = frame.width() / 12;
    painter.setPen(QPen(Theme::textOn(ink), 1.5 * unit, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (isSet && isRound) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        painter.drawEllipse(middle, 3 * unit, 3 * unit);
    } else if (state & QStyle::State_NoChange)
        painter.drawLine(middle - QPointF(3 * unit, 0), middle + QPointF(3 * unit, 0));
    else if (isSet)
        painter.drawPolyline(QPolygonF{middle + unit * QPointF(-3, 0), middle + unit * QPointF(-1, 2.5),
                                       middle + unit * QPointF(3.5, -3)});
    painter.restore();
}

/// Fusion with what can be seen of a focus, a check box and a radio button: its own are faint.
class Style : public QProxyStyle
{
public:
    using QProxyStyle::QProxyStyle;

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override
    {
        if (element == PE_IndicatorCheckBox || element == PE_IndicatorRadioButton)
            paintIndicator(*painter, option->rect, option->state, element == PE_IndicatorRadioButton);
        else if (element != PE_FrameFocusRect)
            QProxyStyle::drawPrimitive(element, option, painter, widget);
        else if (option->state & State_KeyboardFocusChange)
            Theme::paintFocus(*painter, option->rect.adjusted(-2, -2, 2, 2));
    }

    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override
    {
        if (hint == SH_DialogButtonBox_ButtonsHaveIcons) // the platform's are of another set
            return 0;
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
};

double luminance(const QColor& colour)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

} // namespace

void Theme::apply(QApplication& application, Mode mode)
{
    currentMode = mode;
    application.setStyle(new Style(QStringLiteral("Fusion")));
    application.setPalette(paletteOf(colours()));
    application.setStyleSheet(styleSheetOf(colours()));
}

Theme::Mode Theme::mode()
{
    return currentMode;
}

const Theme::Colours& Theme::colours()
{
    return currentMode == Mode::Dark ? dark : light;
}

QColor Theme::selectedGround()
{
    const QColor ground = currentMode == Mode::Dark ? dark.desk : light.raised;
    const auto mixed = [](int a, int b) {
        return (a * 4 + b) / 5;
    };
    const QColor& accent = colours().accent;
    return {mixed(ground.red(), accent.red()), mixed(ground.green(), accent.green()),
            mixed(ground.blue(), accent.blue())};
}

QIcon Theme::icon(const QString& name)
{
    auto engine = std::make_unique<ThemeIconEngine>(name);
    return engine->isNull() ? QIcon() : QIcon(engine.release());
}

void Theme::paintFocus(QPainter& painter, const QRect& rect)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colours().accent, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5), 3, 3);
    painter.restore();
}

QColor Theme::textOn(const QColor& background)
{
    return contrast(Qt::black, background) >= contrast(Qt::white, background) ? QColor(Qt::black)
                                                                              : QColor(Qt::white);
}

double Theme::contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace creel
