#include "ui/loupe/compare_pane.h"

#include "core/base/text.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/loupe/photo_caption.h"
#include "ui/loupe/photo_display.h"
#include "ui/theme.h"

#include <QPainter>
#include <QVBoxLayout>

#include <cmath>

namespace creel {

namespace {

constexpr int frameWidth = 2;

}

ComparePane::ComparePane(Desk& desk, PhotoLoader& photos, ThumbnailLoader& thumbnails,
                         ViewTransform& transform, QWidget* parent)
    : QWidget(parent)
    , m_canvas(new PhotoCanvas(transform, this))
    , m_caption(new PhotoCaption(desk, this))
    , m_display(new PhotoDisplay(desk, photos, thumbnails, *m_canvas))
{
    m_canvas->setShowsFocus(false); // the pane's own frame does
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(frameWidth, frameWidth, frameWidth, frameWidth);
    layout->setSpacing(0);
    layout->addWidget(m_canvas, 1);
    layout->addWidget(m_caption);
    connect(m_canvas, &PhotoCanvas::zoomChanged, this, &ComparePane::updateFacts);
}

void ComparePane::show(PhotoId photo)
{
    m_display->show(photo);
    m_caption->setPhoto(photo);
    updateFacts();
}

PhotoId ComparePane::photo() const
{
    return m_display->photo();
}

void ComparePane::setSharpness(double sharpness, bool isBest)
{
    m_sharpness = sharpness;
    m_isSharpest = isBest;
    updateFacts();
}

void ComparePane::setActive(bool isActive)
{
    m_isActive = isActive;
    update();
}

void ComparePane::updateFacts()
{
    const QSize size = m_canvas->photoSize();
    if (size.isEmpty() || !m_canvas->placeholder().isEmpty()) {
        m_caption->setFacts({}, {});
        return;
    }
    const QString sharpness = numberText(std::lround(m_sharpness));
    m_caption->setFacts(
        {}, {tr("%1 × %2").arg(numberText(size.width()), numberText(size.height())),
             m_isSharpest ? tr("sharpness %1 (best)").arg(sharpness) : tr("sharpness %1").arg(sharpness)});
}

void ComparePane::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme::colours().panel);
    painter.setPen(QPen(m_isActive ? Theme::colours().accent : Theme::colours().line, 1));
    const int inset = m_isActive ? frameWidth : 1;
    for (int i = 0; i < inset; ++i)
        painter.drawRect(rect().adjusted(i, i, -1 - i, -1 - i));
}

} // namespace creel
