#include "ui/box_desk.h"

#include "core/catalog/catalog.h"

namespace creel {

namespace {

/// Boxes of more photos than this take over 8 ms to read, so a worker reads them.
constexpr qsizetype mostPhotosAtOnce = 150;
/// A selection of more boxes would cost more to find again than to make.
constexpr qsizetype mostKeptSelected = 1000;
/// So many boxes behind the current one are asked whether they can take its place.
constexpr int mostHeirs = 1000;

} // namespace

BoxDesk::BoxDesk(Desk& desk, QObject* parent)
    : QObject(parent), m_desk(desk), m_model(desk), m_selection(&m_model)
{
    connect(&desk, &Desk::opened, this, [this] { m_workers.open(m_desk.catalogPath()); });
    connect(&desk, &Desk::aboutToClose, this, [this] {
        setInUse(false);
        m_workers.close();
    });
    connect(&desk, &Desk::setChanged, this, &BoxDesk::read);
    connect(&desk, &Desk::boxesChanged, this, &BoxDesk::onBoxesChanged);
    connect(&desk, &Desk::currentChanged, this, &BoxDesk::follow);
    connect(&desk, &Desk::applied, this, &BoxDesk::onApplied);
    connect(&m_selection, &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (current.isValid())
            m_wanted = currentBox();
        lead();
    });
    if (desk.isOpen())
        m_workers.open(desk.catalogPath());
}

BoxDesk::~BoxDesk()
{
    m_token.cancel();
    m_workers.close();
}

void BoxDesk::setInUse(bool isInUse)
{
    if (isInUse == m_isInUse)
        return;
    m_isInUse = isInUse;
    m_token.cancel();
    m_isRead = false;
    m_isReading = false;
    m_changedWhileReading.clear();
    m_wanted = {};
    if (isInUse) {
        read();
        return;
    }
    m_model.reset({});
    Q_EMIT setChanged();
}

void BoxDesk::read()
{
    if (!m_isInUse || !m_desk.model()->photoIndex())
        return;
    m_token.cancel();
    m_token = CancelToken();
    m_isReading = true;
    m_changedWhileReading.clear();
    m_workers.run(
        [path = m_desk.catalogPath(), index = m_desk.model()->sharedIndex(), photos = m_desk.model()->set(),
         labels = m_desk.livingLabels(), filter = m_desk.filter(), order = m_desk.order(),
         token = m_token]() -> Result<BoxSet> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadOnly));
            return BoxSet::read(*connection, index, photos, labels, filter, order, token);
        },
        [this, token = m_token](Result<BoxSet> set) {
            if (token.isCancelled())
                return;
            m_isReading = false;
            m_isRead = true;
            if (!set)
                return Q_EMIT failed(set.error());
            keepingPlace([&] { m_model.reset(std::move(*set)); });
            if (!m_changedWhileReading.isEmpty())
                onBoxesChanged(std::exchange(m_changedWhileReading, {}));
        });
}

void BoxDesk::keepingPlace(const std::function<void()>& change)
{
    const int former = currentPosition();
    QList<BoxId> heirs{m_wanted};
    for (int i = 0; former >= 0 && i < mostHeirs && former + i < m_model.rowCount(); ++i)
        heirs.append(m_model.boxId(former + i));
    const bool keepsSelection = selectedCount() > 1 && selectedCount() <= mostKeptSelected;
    const QList<BoxId> selected = keepsSelection ? selectedBoxes() : QList<BoxId>();
    change();
    Q_EMIT setChanged();
    if (m_model.rowCount() == 0)
        return;
    const auto place = [this](BoxId box) {
        return m_model.set().positionOf(box);
    };
    const auto heir = std::ranges::find_if(heirs, [&](BoxId box) { return place(box) >= 0; });
    const int ofPhoto = m_model.set().positionOf(m_desk.currentPhoto());
    const BoxId wanted = m_wanted;
    setCurrentPosition(heir != heirs.end() ? place(*heir) : ofPhoto >= 0 ? ofPhoto : std::max(former, 0));
    if (m_isReading && place(wanted) < 0)
        m_wanted = wanted; // it may come with what is being read
    QItemSelection kept;
    for (const BoxId box : selected) {
        if (const int position = place(box); position >= 0)
            kept.select(m_model.index(position), m_model.index(position));
    }
    m_selection.select(kept, QItemSelectionModel::Select);
}

void BoxDesk::lead()
{
    const int position = m_desk.model()->positionOf(m_model.photoId(currentPosition()));
    if (position >= 0 && position != m_desk.currentPosition())
        m_desk.setCurrentPosition(position);
}

/// The person went to another photo: to its first box, if there is one.
void BoxDesk::follow()
{
    const PhotoId photo = m_desk.currentPhoto();
    if (!m_isInUse || !photo.isValid() || photo == m_model.photoId(currentPosition()))
        return;
    if (const int position = m_model.set().positionOf(photo); position >= 0)
        setCurrentPosition(position);
}

void BoxDesk::onBoxesChanged(const QList<PhotoId>& photos)
{
    if (!m_isInUse)
        return;
    if (m_isReading)
        m_changedWhileReading.append(photos);
    if (photos.size() <= mostPhotosAtOnce) {
        if (const auto boxes = BoxStore(*m_desk.connection()).ofPhotos(photos))
            take(*boxes);
        return;
    }
    m_workers.run(
        [path = m_desk.catalogPath(), photos]() -> Result<QList<PhotoBoxes>> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadOnly));
            return BoxStore(*connection).ofPhotos(photos);
        },
        [this](const Result<QList<PhotoBoxes>>& boxes) {
            if (boxes && m_isInUse)
                take(*boxes);
        });
}

void BoxDesk::take(const QList<PhotoBoxes>& photos)
{
    const BoxSet::Changes changes = m_model.set().changes(photos);
    if (!changes.removed.isEmpty())
        keepingPlace([&] { m_model.apply(changes); });
    else
        m_model.apply(changes);
    if (changes.added && !m_isReading)
        read();
}

/// Shows what came back.
void BoxDesk::onApplied(const Applied& applied)
{
    if (m_isInUse && applied.isReversal && !applied.boxes.isEmpty())
        goToBox(applied.boxes.first());
}

void BoxDesk::setCurrentPosition(int position)
{
    const int count = m_model.rowCount();
    if (count == 0)
        return;
    const QModelIndex index = m_model.index(std::clamp(position, 0, count - 1));
    m_selection.setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
}

void BoxDesk::goToBox(BoxId box)
{
    if (const int position = m_model.set().positionOf(box); position >= 0)
        setCurrentPosition(position);
    else if (box.isValid())
        m_wanted = box;
}

bool BoxDesk::goToUndecided(bool forward)
{
    const int count = m_model.rowCount();
    for (int step = 1; step <= count; ++step) {
        const int position = (currentPosition() + (forward ? step : count - step) + count) % count;
        if (m_model.set().at(position).origin != BoxOrigin::Person) {
            setCurrentPosition(position);
            return true;
        }
    }
    return false;
}

QList<int> BoxDesk::selectedPositions() const
{
    QList<std::pair<int, int>> ranges;
    for (const QItemSelectionRange& range : m_selection.selection())
        ranges.append({range.top(), range.bottom()});
    std::ranges::sort(ranges);
    QList<int> positions;
    for (const auto& [first, last] : ranges) {
        for (int position = first; position <= last; ++position)
            positions.append(position);
    }
    if (positions.isEmpty() && currentBox().isValid())
        positions.append(currentPosition());
    return positions;
}

QList<BoxId> BoxDesk::selectedBoxes() const
{
    QList<BoxId> boxes;
    for (const int position : selectedPositions())
        boxes.append(m_model.boxId(position));
    return boxes;
}

qsizetype BoxDesk::selectedCount() const
{
    qsizetype count = 0;
    for (const QItemSelectionRange& range : m_selection.selection())
        count += range.height();
    return count == 0 && currentBox().isValid() ? 1 : count;
}

void BoxDesk::label(LabelId label)
{
    decide(LabelBoxes{selectedBoxes(), label});
}

void BoxDesk::accept()
{
    decide(AcceptBoxes{selectedBoxes()});
}

void BoxDesk::remove()
{
    if (selectedCount() > 0)
        m_desk.apply(RemoveBoxes{selectedBoxes()}); // the next ones move up by themselves
}

void BoxDesk::toggleAttribute(bool Box::*attribute)
{
    const QList<int> positions = selectedPositions();
    const bool isOnEverywhere =
        std::ranges::all_of(positions, [&](int position) { return m_model.set().at(position).*attribute; });
    if (!positions.isEmpty())
        m_desk.apply(MarkBoxes{selectedBoxes(), attribute, !isOnEverywhere});
}

void BoxDesk::toggleVerified()
{
    QList<PhotoId> photos;
    bool isVerifiedEverywhere = true;
    for (const int position : selectedPositions()) {
        const PhotoId photo = m_model.set().at(position).photo;
        if (!photos.isEmpty() && photos.last() == photo)
            continue; // a photo's boxes mostly lie together
        const auto row = m_desk.index()->rowOf(photo);
        photos.append(photo);
        isVerifiedEverywhere = isVerifiedEverywhere && row && m_desk.index()->boxes(*row).verified;
    }
    if (!photos.isEmpty())
        m_desk.apply(SetBoxesVerified{photos, !isVerifiedEverywhere});
}

void BoxDesk::decide(const Edit& edit)
{
    const qsizetype selected = selectedCount();
    const int position = currentPosition();
    if (selected > 0 && m_desk.apply(edit) && m_desk.advancesAfterDecision() && selected == 1 &&
        position + 1 < m_model.rowCount())
        setCurrentPosition(position + 1);
}

} // namespace creel
