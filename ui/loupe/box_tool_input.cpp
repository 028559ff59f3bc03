// BoxTool: what mouse and keys do, and what is drawn.

#include "ui/desk.h"
#include "ui/loupe/box_tool.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/theme.h"

#include <QApplication>
#include <QHash>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace creel {

namespace {

/// How far a handle reaches for the mouse, in device-independent pixels.
constexpr double handleRoom = 8;
/// An edge this near to the photo's jumps onto it.
constexpr double snapRoom = 6;
constexpr int largeStep = 10;

QCursor cursorFor(BoxHandle handle)
{
    switch (handle) {
    case BoxHandle::TopLeft:
    case BoxHandle::BottomRight:
        return Qt::SizeFDiagCursor;
    case BoxHandle::TopRight:
    case BoxHandle::BottomLeft:
        return Qt::SizeBDiagCursor;
    case BoxHandle::Top:
    case BoxHandle::Bottom:
        return Qt::SizeVerCursor;
    case BoxHandle::Left:
    case BoxHandle::Right:
        return Qt::SizeHorCursor;
    case BoxHandle::Inside:
        return Qt::SizeAllCursor;
    case BoxHandle::None:
        break;
    }
    return Qt::ArrowCursor;
}

QString sizeText(const QRectF& pixels)
{
    const auto text = [](double value) {
        return QLocale().toString(value, 'f', value == std::round(value) ? 0 : 1);
    };
    return BoxTool::tr("%1 × %2").arg(text(pixels.width()), text(pixels.height()));
}

} // namespace

QRectF BoxTool::onCanvas(const QRectF& pixels) const
{
    const QSize photo = m_canvas.photoSize();
    const QRectF whole = m_canvas.photoRect();
    const double x = whole.width() / photo.width();
    const double y = whole.height() / photo.height();
    return {whole.x() + pixels.x() * x, whole.y() + pixels.y() * y, pixels.width() * x, pixels.height() * y};
}

QPointF BoxTool::toPixels(QPointF position) const
{
    const QPointF part = m_canvas.toPhoto(position);
    return {part.x() * m_canvas.photoSize().width(), part.y() * m_canvas.photoSize().height()};
}

double BoxTool::snapDistance() const
{
    return snapRoom * m_canvas.photoSize().width() / std::max(m_canvas.photoRect().width(), 1.0);
}

QList<BoxId> BoxTool::boxesAt(QPointF position) const
{
    const QPointF part = m_canvas.toPhoto(position);
    QList<const Box*> hit;
    for (const Box& box : m_boxes.boxes) {
        if (box.rect.contains(part.x(), part.y()))
            hit.append(&box);
    }
    std::ranges::stable_sort(hit, {}, [](const Box* box) { return box->rect.width() * box->rect.height(); });
    QList<BoxId> ids;
    for (const Box* box : std::as_const(hit))
        ids.append(box->id);
    return ids;
}

BoxHandle BoxTool::handleAt(QPointF position) const
{
    const Box* const box = selectedBox();
    if (!box)
        return BoxHandle::None;
    const QRectF rect = onCanvas(pixelsOf(*box));
    for (const BoxHandle handle : resizingHandles) {
        const QPointF away = handlePoint(rect, handle) - position;
        if (std::max(std::abs(away.x()), std::abs(away.y())) <= handleRoom)
            return handle;
    }
    return rect.contains(position) ? BoxHandle::Inside : BoxHandle::None;
}

bool BoxTool::press(const QMouseEvent& event)
{
    if (event.button() != Qt::LeftButton || !isPaintable())
        return false;
    const bool isSecond = event.type() == QEvent::MouseButtonDblClick;
    if (isSecond && !m_isArmed && boxesAt(event.position()).isEmpty())
        return false; // beside the boxes it zooms
    flush();
    m_pressedAt = m_cursor = event.position();
    m_isDragging = false;
    m_handle = handleAt(m_pressedAt);
    m_wasSelected = m_handle != BoxHandle::None;
    const bool isOnHandle = m_handle != BoxHandle::None && m_handle != BoxHandle::Inside;
    const QList<BoxId> under = boxesAt(m_pressedAt);
    if (isOnHandle) {
        m_gesture = Gesture::Resize;
    } else if (m_isArmed || event.modifiers().testFlag(Qt::ShiftModifier) ||
               (under.isEmpty() && !m_canvas.isPannable())) {
        m_gesture = Gesture::Draw;
    } else if (!under.isEmpty()) {
        if (!m_wasSelected)
            m_selected = under.first();
        m_gesture = Gesture::Move;
    } else {
        m_selected = {}; // the canvas moves the photo
        refresh();
        return false;
    }
    refresh();
    return true;
}

bool BoxTool::move(const QMouseEvent& event)
{
    m_cursor = event.position();
    m_isOver = true;
    if (m_gesture == Gesture::None) {
        const BoxHandle over = event.buttons() ? BoxHandle::None : handleAt(m_cursor);
        if (std::exchange(m_hovered, over) != over)
            m_canvas.updateCursor();
        if (m_isArmed)
            m_canvas.update();
        return false;
    }
    const double distance = (m_cursor - m_pressedAt).manhattanLength();
    m_isDragging = m_isDragging || distance >= QApplication::startDragDistance() / 2.0;
    if (m_isDragging)
        updateLive(m_cursor);
    return true;
}

void BoxTool::updateLive(QPointF position)
{
    const QPointF from = toPixels(m_pressedAt);
    const QPointF to = toPixels(position);
    const QSize photo = m_canvas.photoSize();
    const Box* const box = selectedBox();
    if (m_gesture == Gesture::Draw)
        m_live = spanned(from, to, photo, snapDistance());
    else if (box && m_gesture == Gesture::Resize)
        m_live = resized(pixelsOf(*box), m_handle, to - from, photo, snapDistance());
    else if (box)
        m_live = moved(pixelsOf(*box), to - from, photo, snapDistance());
    m_canvas.update();
}

bool BoxTool::release(const QMouseEvent& event)
{
    if (m_gesture == Gesture::None || event.button() != Qt::LeftButton)
        return false;
    if (m_isDragging)
        updateLive(event.position());
    if (m_live) {
        finish(*m_live);
        return true;
    }
    const bool isClick = !m_isDragging;
    giveUpDrag();
    if (isClick)
        clickAt(event.position());
    refresh();
    return true;
}

/// Selects what is there; a click on the selected box takes the next one below it.
void BoxTool::clickAt(QPointF position)
{
    const QList<BoxId> under = boxesAt(position);
    const qsizetype at = under.indexOf(m_selected);
    if (under.isEmpty())
        m_selected = {};
    else if (at < 0)
        m_selected = under.first();
    else if (m_wasSelected)
        m_selected = under[(at + 1) % under.size()];
}

bool BoxTool::pressKey(const QKeyEvent& event)
{
    static const QHash<int, QPointF> steps{
        {Qt::Key_Left, {-1, 0}}, {Qt::Key_Right, {1, 0}}, {Qt::Key_Up, {0, -1}}, {Qt::Key_Down, {0, 1}}};
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const Box* const box = selectedBox();
    if (!box || m_gesture != Gesture::None || !steps.contains(event.key()) ||
        (modifiers != Qt::NoModifier && modifiers != Qt::ShiftModifier))
        return false;
    const int step = modifiers == Qt::ShiftModifier ? largeStep : 1;
    m_live = moved(m_live.value_or(pixelsOf(*box)), step * steps[event.key()], m_canvas.photoSize(), 0);
    m_flushTimer.start();
    m_canvas.update();
    return true;
}

bool BoxTool::releaseKey(const QKeyEvent& event)
{
    if (event.isAutoRepeat() || !m_live || m_gesture != Gesture::None)
        return false;
    flush();
    return true;
}

void BoxTool::leave()
{
    m_isOver = false;
    if (m_gesture == Gesture::None)
        flush();
    m_canvas.update();
}

std::optional<QCursor> BoxTool::cursor() const
{
    if (m_gesture == Gesture::Draw)
        return Qt::CrossCursor;
    if (m_gesture == Gesture::Resize)
        return cursorFor(m_handle);
    if (m_hovered != BoxHandle::None && !(m_isArmed && m_hovered == BoxHandle::Inside))
        return cursorFor(m_hovered);
    return m_isArmed ? std::optional<QCursor>(Qt::CrossCursor) : std::nullopt;
}

DrawnBox BoxTool::drawn(const Box& box) const
{
    DrawnBox drawn;
    const auto label = m_desk.label(m_desk.livingLabels()(box.label));
    drawn.colour = label ? label->colour : Theme::colours().mutedText;
    drawn.text = label ? label->name : tr("no label");
    if (box.score)
        drawn.text += QStringLiteral(" %1").arg(*box.score, 0, 'f', 2);
    QStringList marks;
    if (box.difficult)
        marks.append(tr("difficult"));
    if (box.truncated)
        marks.append(tr("truncated"));
    if (box.occluded)
        marks.append(tr("occluded"));
    if (!marks.isEmpty())
        drawn.text += QStringLiteral(" (%1)").arg(marks.join(QStringLiteral(", ")));
    drawn.isProposal = box.origin == BoxOrigin::Model;
    drawn.isSelected = box.id == m_selected;
    const bool isDragged = drawn.isSelected && m_live && m_gesture != Gesture::Draw;
    drawn.rect = onCanvas(isDragged ? *m_live : pixelsOf(box));
    return drawn;
}

bool BoxTool::isPaintable() const
{
    return m_boxes.photo.isValid() && !m_canvas.photoSize().isEmpty() && m_canvas.placeholder().isEmpty();
}

void BoxTool::paintStill(QPainter& painter) const
{
    if (!isPaintable())
        return;
    QList<DrawnBox> list;
    list.reserve(m_boxes.boxes.size());
    for (const Box& box : m_boxes.boxes) {
        if (box.id != m_selected)
            list.append(drawn(box));
    }
    BoxPainter boxes(painter, m_canvas);
    for (const DrawnBox& box : std::as_const(list))
        boxes.paintBox(box);
    for (const DrawnBox& box : std::as_const(list)) // over all boxes
        boxes.paintLabel(box);
}

void BoxTool::paint(QPainter& painter) const
{
    if (!isPaintable())
        return;
    BoxPainter boxes(painter, m_canvas);
    const Box* const selected = selectedBox();
    const DrawnBox box = selected ? drawn(*selected) : DrawnBox();
    if (selected) {
        boxes.paintBox(box);
        boxes.paintLabel(box);
    }
    if (m_boxes.verified)
        boxes.paintVerified(m_boxes.boxes.isEmpty() ? tr("✓ No object here") : tr("✓ Boxes verified"));
    if (selected)
        boxes.paintHandles(box.rect);
    if (m_live && m_gesture == Gesture::Draw) {
        const auto label = m_desk.label(labelForNew());
        boxes.paintBox({onCanvas(*m_live), {}, label ? label->colour : Theme::colours().accent, false, true});
    }
    if (m_isOver && (m_isArmed || m_gesture == Gesture::Draw))
        boxes.paintGuides(m_cursor);
    if (m_live)
        boxes.paintSize(m_gesture == Gesture::None ? onCanvas(*m_live).bottomRight() : m_cursor,
                        sizeText(*m_live));
}

} // namespace creel
