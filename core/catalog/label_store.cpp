#include "core/catalog/label_store.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <array>
#include <cmath>

namespace creel {

namespace {

const QString columns =
    QStringLiteral("id, name, colour, position, shortcut, description, reference_photos, merged_into");

QJsonArray idsToJson(const QList<PhotoId>& ids)
{
    QJsonArray array;
    for (PhotoId id : ids)
        array.append(id.value());
    return array;
}

QList<PhotoId> idsFromJson(const QJsonArray& array)
{
    QList<PhotoId> ids;
    for (const QJsonValue& value : array)
        ids.append(PhotoId(value.toInteger()));
    return ids;
}

Label readLabel(const Query& row)
{
    return {row.id<LabelId>(0),
            row.text(1),
            QColor(row.text(2)),
            int(row.integer(3)),
            row.text(4),
            row.text(5),
            idsFromJson(QJsonDocument::fromJson(row.bytes(6)).array()),
            row.id<LabelId>(7)};
}

Result<std::optional<Label>> firstLabel(Result<Query> query)
{
    if (!query)
        return tl::unexpected(query.error());
    return query->next() ? std::optional(readLabel(*query)) : std::nullopt;
}

} // namespace

QJsonObject toJson(const Label& label)
{
    QJsonObject json{{QStringLiteral("name"), label.name},
                     {QStringLiteral("colour"), label.colour.name()},
                     {QStringLiteral("position"), label.position},
                     {QStringLiteral("shortcut"), label.shortcut},
                     {QStringLiteral("description"), label.description},
                     {QStringLiteral("reference_photos"), idsToJson(label.referencePhotos)}};
    if (label.mergedInto.isValid())
        json.insert(QStringLiteral("merged_into"), label.mergedInto.value());
    return json;
}

Label labelFromJson(const QJsonObject& json)
{
    Label label;
    label.name = json[QStringLiteral("name")].toString();
    label.colour = QColor(json[QStringLiteral("colour")].toString());
    label.position = json[QStringLiteral("position")].toInt();
    label.shortcut = json[QStringLiteral("shortcut")].toString();
    label.description = json[QStringLiteral("description")].toString();
    label.referencePhotos = idsFromJson(json[QStringLiteral("reference_photos")].toArray());
    label.mergedInto = LabelId(json[QStringLiteral("merged_into")].toInteger());
    return label;
}

Result<QList<Label>> LabelStore::all()
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral("SELECT %1 FROM label ORDER BY position, id").arg(columns)));
    QList<Label> labels;
    CREEL_TRY(query.each([&](const Query& row) { labels.append(readLabel(row)); }));
    return labels;
}

Result<std::optional<Label>> LabelStore::byId(LabelId id)
{
    return firstLabel(
        m_connection.run(QStringLiteral("SELECT %1 FROM label WHERE id = ?").arg(columns), {id.value()}));
}

Result<std::optional<Label>> LabelStore::byName(const QString& name)
{
    return firstLabel(m_connection.run(
        QStringLiteral("SELECT %1 FROM label WHERE name = ? COLLATE NOCASE AND merged_into IS NULL")
            .arg(columns),
        {name.trimmed()}));
}

Result<Label> LabelStore::draft(const QString& name)
{
    CREEL_ASSIGN(const QString checked, checkedLabelName(name));
    CREEL_ASSIGN(const QList<Label> labels, all());
    Label label;
    label.name = checked;
    QSet<QString> takenDigits;
    QSet<QRgb> takenColours;
    for (const Label& other : labels) {
        if (other.mergedInto.isValid())
            continue;
        takenDigits.insert(other.shortcut);
        takenColours.insert(other.colour.rgb());
        label.position = std::max(label.position, other.position + 1);
    }
    for (const char digit : {'1', '2', '3', '4', '5', '6', '7', '8', '9', '0'}) {
        if (const QString key(QLatin1Char{digit}); label.shortcut.isEmpty() && !takenDigits.contains(key))
            label.shortcut = key;
    }
    int n = 0;
    while (takenColours.contains(labelColour(n).rgb()))
        ++n;
    label.colour = labelColour(n);
    return label;
}

Result<LabelId> LabelStore::put(const Label& label)
{
    const QString sql = QStringLiteral(
        "INSERT INTO label (id, name, colour, position, shortcut, description, reference_photos, "
        "merged_into) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
        "colour = excluded.colour, position = excluded.position, shortcut = excluded.shortcut, "
        "description = excluded.description, reference_photos = excluded.reference_photos, "
        "merged_into = excluded.merged_into");
    // QString() would be bound as NULL; the columns are NOT NULL.
    const auto text = [](const QString& value) {
        return value.isNull() ? QLatin1String("") : value;
    };
    CREEL_ASSIGN(Query query,
                 m_connection.run(sql, {idOrNull(label.id), label.name, label.colour.name(), label.position,
                                        text(label.shortcut), text(label.description),
                                        QString::fromUtf8(QJsonDocument(idsToJson(label.referencePhotos))
                                                              .toJson(QJsonDocument::Compact)),
                                        idOrNull(label.mergedInto)}));
    return label.id.isValid() ? label.id : LabelId(m_connection.lastInsertId());
}

Result<void> LabelStore::remove(LabelId id)
{
    CREEL_TRY(m_connection.run(QStringLiteral("DELETE FROM label WHERE id = ?"), {id.value()}));
    return {};
}

Result<QString> checkedLabelName(const QString& name)
{
    const QString trimmed = name.simplified();
    if (trimmed.isEmpty())
        return fail(ErrorCode::BadInput, QCoreApplication::translate("Catalog", "A label needs a name."));
    if (trimmed.size() > mostLabelCharacters || trimmed.contains(QLatin1Char('/')) ||
        trimmed.contains(QChar(0)))
        return fail(ErrorCode::BadInput,
                    QCoreApplication::translate(
                        "Catalog", "“%1” cannot be a label: use at most %2 characters and no slash.")
                        .arg(trimmed.left(mostLabelCharacters))
                        .arg(mostLabelCharacters));
    return trimmed;
}

Result<QString> checkedLabelNameOrNone(const QString& name)
{
    return name.simplified().isEmpty() ? QString() : checkedLabelName(name);
}

QColor labelColour(int n)
{
    static constexpr std::array<QRgb, 8> okabeIto{0xffe69f00, 0xff56b4e9, 0xff009e73, 0xfff0e442,
                                                  0xff0072b2, 0xffd55e00, 0xffcc79a7, 0xff999999};
    if (n < int(okabeIto.size()))
        return QColor::fromRgb(okabeIto[size_t(n)]);
    // The golden angle keeps any number of further hues apart.
    const double hue = std::fmod((n - double(okabeIto.size())) * 0.61803398875 + 0.08, 1.0);
    return QColor::fromHslF(float(hue), 0.55F, n % 2 ? 0.45F : 0.65F).toRgb();
}

} // namespace creel
