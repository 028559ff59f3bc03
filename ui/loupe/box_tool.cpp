#include "ui/loupe/box_tool.h"

#include "ui/desk.h"
#include "ui/loupe/photo_canvas.h"

#include <algorithm>

namespace creel {

namespace {

/// How far from its original a copy lies, in pixels of the photo.
constexpr double copyOffset = 10;
/// Arrow keys that were not released, because the focus went elsewhere, are written after this.
constexpr int flushMs = 1500;

/// What a person put there now, whoever drew the original.
Box copyOf(Box box, PhotoId photo)
{
    box.id = {};
    box.photo = photo;
    box.origin = BoxOrigin::Person;
    box.score.reset();
    return box;
}

} // namespace

BoxTool::BoxTool(Desk& desk, PhotoCanvas& canvas) : CanvasTool(&canvas), m_desk(desk), m_canvas(canvas)
{
    m_flushTimer.setSingleShot(true);
    m_flushTimer.setInterval(flushMs);
    connect(&m_flushTimer, &QTimer::timeout, this, &BoxTool::flush);
    connect(&desk, &Desk::aboutToClose, this, &BoxTool::flush);
    connect(&desk, &Desk::closed, this, [this] { // another catalog's labels have the same ids
        m_lastLabel = {};
        m_copied.clear();
    });
    connect(&desk, &Desk::boxesChanged, this, [this](const QList<PhotoId>& photos) {
        if (photos.contains(m_boxes.photo))
            reload();
    });
    connect(&desk, &Desk::labelsChanged, this, &BoxTool::refresh);
}

void BoxTool::setPhoto(PhotoId photo)
{
    if (photo == m_boxes.photo)
        return;
    flush();
    giveUpDrag();
    m_selected = {};
    m_boxes = PhotoBoxes{photo, {}, false};
    reload();
}

void BoxTool::reload()
{
    const PhotoId photo = m_boxes.photo;
    if (m_desk.isOpen() && photo.isValid())
        m_boxes = m_desk.session()->boxes(photo).value_or(PhotoBoxes{photo, {}, false});
    if (!selectedBox())
        m_selected = {};
    refresh();
}

void BoxTool::refresh()
{
    m_canvas.updateTool();
    Q_EMIT changed();
}

void BoxTool::select(BoxId box)
{
    flush();
    m_selected = box;
    if (!selectedBox())
        m_selected = {};
    refresh();
}

void BoxTool::toggleArmed()
{
    m_isArmed = !m_isArmed;
    if (m_isArmed)
        Q_EMIT said(tr("Drag to draw boxes. W or Esc ends drawing."));
    refresh();
}

void BoxTool::selectNext(bool forward)
{
    const auto count = m_boxes.boxes.size();
    if (count == 0)
        return;
    const Box* const now = selectedBox();
    const qsizetype at = now ? now - m_boxes.boxes.constData() : (forward ? -1 : count);
    select(m_boxes.boxes[(at + (forward ? 1 : count - 1)) % count].id);
}

void BoxTool::add(const QList<Box>& boxes)
{
    if (!m_desk.apply(AddBoxes{boxes}) || m_boxes.boxes.isEmpty())
        return;
    m_selected = m_boxes.boxes.last().id; // boxesChanged() has read them again
    refresh();
}

bool BoxTool::change(Box box, const QRectF& pixels)
{
    box.rect = fromPixels(pixels, m_canvas.photoSize());
    return m_desk.apply(ChangeBoxes{{box}});
}

void BoxTool::duplicate()
{
    flush();
    const Box* const box = selectedBox();
    if (!box)
        return;
    Box copy = copyOf(*box, m_boxes.photo);
    const QSize photo = m_canvas.photoSize();
    copy.rect = fromPixels(moved(pixelsOf(*box), {copyOffset, copyOffset}, photo, 0), photo);
    add({copy});
}

void BoxTool::copy()
{
    flush();
    const Box* const box = selectedBox();
    m_copied = box ? QList<Box>{*box} : m_boxes.boxes;
    if (m_copied.isEmpty())
        Q_EMIT said(tr("There is no box to copy"));
    else
        Q_EMIT said(
            m_copied.size() == 1
                ? tr("Copied 1 box. Ctrl+V puts it on the photo you go to.")
                : tr("Copied %1 boxes. Ctrl+V puts them on the photo you go to.").arg(m_copied.size()));
}

void BoxTool::paste()
{
    flush();
    if (m_copied.isEmpty() || m_canvas.photoSize().isEmpty())
        return;
    const QSize photo = m_canvas.photoSize();
    QList<Box> boxes;
    for (const Box& original : std::as_const(m_copied)) {
        Box box = copyOf(original, m_boxes.photo);
        if (original.photo == m_boxes.photo)
            box.rect = fromPixels(moved(creel::toPixels(box.rect, photo), {copyOffset, copyOffset}, photo, 0),
                                  photo);
        boxes.append(box);
    }
    add(boxes);
}

void BoxTool::removeSelected()
{
    giveUpDrag();
    if (m_selected.isValid())
        m_desk.apply(RemoveBoxes{{m_selected}});
}

void BoxTool::toggleVerified()
{
    flush();
    if (m_boxes.photo.isValid())
        m_desk.apply(SetBoxesVerified{{m_boxes.photo}, !m_boxes.verified});
}

void BoxTool::toggleAttribute(bool Box::*attribute)
{
    flush();
    if (const Box* const box = selectedBox())
        m_desk.apply(MarkBoxes{{box->id}, attribute, !(box->*attribute)});
}

bool BoxTool::relabel(LabelId label)
{
    flush();
    const Box* const box = selectedBox();
    if (!box)
        return false;
    Box after = *box;
    after.label = label;
    m_lastLabel = label;
    m_desk.apply(ChangeBoxes{{after}});
    return true;
}

bool BoxTool::stepBack()
{
    const bool hadDrag = m_gesture != Gesture::None || m_live;
    if (hadDrag)
        giveUpDrag();
    else if (m_selected.isValid())
        m_selected = {};
    else if (m_isArmed)
        m_isArmed = false;
    else
        return false;
    refresh();
    return true;
}

void BoxTool::giveUpDrag()
{
    m_flushTimer.stop();
    m_gesture = Gesture::None;
    m_isDragging = false;
    m_live.reset();
}

void BoxTool::flush()
{
    m_flushTimer.stop();
    if (m_gesture != Gesture::None || !m_live)
        return;
    const QRectF pixels = *std::exchange(m_live, std::nullopt);
    if (const Box* const box = selectedBox())
        change(*box, pixels);
}

/// Writes what a drag ended with.
void BoxTool::finish(QRectF pixels)
{
    const Gesture gesture = m_gesture;
    giveUpDrag();
    const Box* const box = selectedBox();
    if (gesture != Gesture::Move && isTooSmall(pixels)) {
        Q_EMIT said(tr("Too small for a box: %1 × %2 pixels. %3 × %3 are the least.")
                        .arg(pixels.width())
                        .arg(pixels.height())
                        .arg(leastBoxSide));
    } else if (gesture == Gesture::Draw) {
        Box drawn;
        drawn.photo = m_boxes.photo;
        drawn.label = labelForNew();
        drawn.rect = fromPixels(pixels, m_canvas.photoSize());
        add({drawn});
    } else if (box) {
        change(*box, pixels);
    }
    refresh();
}

/// The label of the last box; before there is one, the photo's own.
LabelId BoxTool::labelForNew() const
{
    if (const LabelId living = m_desk.livingLabels()(m_lastLabel); living.isValid())
        return living;
    const auto row = m_desk.index() ? m_desk.index()->rowOf(m_boxes.photo) : std::nullopt;
    return row ? m_desk.livingLabels()(m_desk.index()->label(*row)) : LabelId();
}

const Box* BoxTool::selectedBox() const
{
    const auto found = std::ranges::find(m_boxes.boxes, m_selected, &Box::id);
    return m_selected.isValid() && found != m_boxes.boxes.end() ? &*found : nullptr;
}

QRectF BoxTool::pixelsOf(const Box& box) const
{
    return creel::toPixels(box.rect, m_canvas.photoSize());
}

} // namespace creel
