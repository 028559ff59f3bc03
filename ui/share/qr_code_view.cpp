#include "ui/share/qr_code_view.h"

#include "ui/theme.h"

#include <QPainter>

#include <qrcodegen.hpp>

namespace creel {

QImage qrCode(const QString& text)
{
    if (text.isEmpty())
        return {};
    try {
        const auto code =
            qrcodegen::QrCode::encodeText(text.toUtf8().constData(), qrcodegen::QrCode::Ecc::MEDIUM);
        QImage image(code.getSize(), code.getSize(), QImage::Format_Grayscale8);
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                image.scanLine(y)[x] = code.getModule(x, y) ? 0 : 255;
        return image;
    } catch (const qrcodegen::data_too_long&) {
        return {};
    }
}

QrCodeView::QrCodeView(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void QrCodeView::setText(const QString& text, const QString& what)
{
    setAccessibleName(what);
    setToolTip(what);
    if (text == m_text)
        return;
    m_text = text;
    m_code = qrCode(text);
    update();
}

QSize QrCodeView::sizeHint() const
{
    return {30 * Theme::gap, 30 * Theme::gap};
}

void QrCodeView::paintEvent(QPaintEvent*)
{
    if (m_code.isNull())
        return;
    QPainter painter(this);
    painter.fillRect(rect(), Qt::white);
    const double ratio = devicePixelRatioF();
    const int side = int(std::min(width(), height()) * ratio); // of the widget in the screen's pixels
    const int module = std::max(1, side / (m_code.width() + 2 * quietModules));
    QImage drawn = m_code.scaled(m_code.size() * module); // nearest neighbour
    const QPoint corner((int(width() * ratio) - drawn.width()) / 2,
                        (int(height() * ratio) - drawn.height()) / 2);
    drawn.setDevicePixelRatio(ratio);
    painter.drawImage(QPointF(corner) / ratio, drawn);
}

} // namespace creel
