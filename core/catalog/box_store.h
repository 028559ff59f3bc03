#pragma once

#include "core/catalog/box_rect.h"
#include "core/catalog/connection.h"

#include <QHash>
#include <QJsonObject>
#include <QList>

#include <functional>
#include <optional>

namespace creel {

/// Who drew a box.
enum class BoxOrigin : quint8
{
    Person,
    Model,
    Import ///< it came from an annotation file
};

QString originName(BoxOrigin origin); ///< "person", "model", "import"
std::optional<BoxOrigin> originFromName(QStringView name);

/// One object on a photo.
struct Box
{
    BoxId id; ///< none until it is stored
    PhotoId photo;
    LabelId label; ///< as chosen, perhaps merged since; none: not named yet
    BoxRect rect;
    bool difficult = false; ///< hard to tell even for a person
    bool truncated = false; ///< goes on beyond the photo's edge
    bool occluded = false;  ///< something lies before it
    BoxOrigin origin = BoxOrigin::Person;
    std::optional<double> score = {}; ///< how sure the model was, 0…1

    bool operator==(const Box&) const = default;
};

/// All that is known of the objects on one photo.
struct PhotoBoxes
{
    PhotoId photo;
    QList<Box> boxes;      ///< in order of id
    bool verified = false; ///< a person found them complete and right; without boxes: "no object here"

    bool operator==(const PhotoBoxes&) const = default;
};

/// The box's row as the journal keeps it, and back; without its id.
QJsonObject toJson(const Box& box);
Box boxFromJson(const QJsonObject& json);

/// The row of `box_state` as the journal keeps it, and back: when the boxes were verified, in Unix
/// milliseconds.
QJsonObject boxStateJson(qint64 verifiedAt);
qint64 verifiedAtFromJson(const QJsonObject& json);

/// Reads and writes the tables `box` and `box_state`. Only ReviewSession, which journals, calls what writes.
class BoxStore
{
public:
    explicit BoxStore(Connection& connection) : m_connection(connection) {}

    Result<std::optional<Box>> byId(BoxId id);
    /// In order of id.
    Result<QList<Box>> byPhoto(PhotoId photo);
    /// Boxes and whether they are verified.
    Result<PhotoBoxes> ofPhoto(PhotoId photo);
    /// The same for each of the photos, in their order; two statements for all of them.
    Result<QList<PhotoBoxes>> ofPhotos(const QList<PhotoId>& photos);
    /// Calls `row` for every box of the catalog, a photo's boxes one after another. Talks to SQLite directly,
    /// so that a million boxes take a second.
    Result<void> each(const std::function<void(const Box&)>& row);
    /// When the photo's boxes were verified, in Unix milliseconds; 0 if they were not.
    Result<qint64> verifiedAt(PhotoId photo);
    /// Photos whose boxes are verified, in order of id.
    Result<QList<PhotoId>> verifiedPhotos();

    Result<qint64> count();
    /// Boxes a label; merged labels still count for themselves, no label is the invalid id.
    Result<QHash<LabelId, qint64>> countsByLabel();

    /// Inserts or overwrites the row `box.id`.
    Result<void> put(const Box& box);
    Result<void> remove(BoxId id);
    /// 0 takes the verification away.
    Result<void> setVerifiedAt(PhotoId photo, qint64 at);

private:
    /// All that `condition` says of `box`; a `value` that is not null takes the place of its `?`.
    Result<void> walk(const QByteArray& condition, const QByteArray& value,
                      const std::function<void(const Box&)>& row);

    Connection& m_connection;
    std::optional<Query> m_byId;
    std::optional<Query> m_byPhoto;
    std::optional<Query> m_verified;
    std::optional<Query> m_upsert;
    std::optional<Query> m_remove;
};

} // namespace creel
