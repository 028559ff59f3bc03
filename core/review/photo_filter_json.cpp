#include "core/review/photo_filter.h"

#include <QJsonArray>

namespace creel {

namespace {

template<class Tag>
QJsonArray toArray(const QSet<Id<Tag>>& ids)
{
    QJsonArray array;
    for (const Id<Tag> id : ids)
        array.append(id.value());
    return array;
}

template<class T>
QSet<T> idsFrom(const QJsonValue& json)
{
    QSet<T> ids;
    for (const QJsonValue& value : json.toArray())
        ids.insert(T(value.toInteger()));
    return ids;
}

template<class Enum>
QJsonArray toArray(const QSet<Enum>& values, QString (*name)(Enum))
{
    QJsonArray array;
    for (const Enum value : values)
        array.append(name(value));
    return array;
}

template<class Enum, class FromName>
QSet<Enum> namesFrom(const QJsonValue& json, FromName fromName)
{
    QSet<Enum> values;
    for (const QJsonValue& value : json.toArray()) {
        if (const std::optional<Enum> known = fromName(value.toString()))
            values.insert(*known);
    }
    return values;
}

constexpr const char* confidenceNames[] = {"below_50", "from_50", "from_70", "from_90"};

QString confidenceName(Confidence confidence)
{
    return QLatin1String(confidenceNames[size_t(confidence)]);
}

std::optional<Confidence> confidenceFromName(const QString& name)
{
    for (size_t i = 0; i < std::size(confidenceNames); ++i)
        if (name == QLatin1String(confidenceNames[i]))
            return Confidence(i);
    return std::nullopt;
}

std::optional<bool> boolFrom(const QJsonValue& json)
{
    return json.isBool() ? std::optional(json.toBool()) : std::nullopt;
}

} // namespace

QJsonObject toJson(const PhotoFilter& filter)
{
    QJsonObject json;
    const auto put = [&](const char* key, const QJsonValue& value) {
        if (!(value.isArray() && value.toArray().isEmpty()))
            json.insert(QLatin1String(key), value);
    };
    const auto putBool = [&](const char* key, const std::optional<bool>& value) {
        if (value)
            json.insert(QLatin1String(key), *value);
    };
    put("roots", toArray(filter.roots));
    put("folders", toArray(filter.folders));
    put("labels", toArray(filter.labels));
    put("states", toArray(filter.states, &stateName));
    put("reasons", toArray(filter.reasons, &reasonName));
    put("problems", toArray(filter.problems, &problemName));
    putBool("any_problem", filter.anyProblem);
    putBool("missing", filter.missing);
    putBool("has_position", filter.hasPosition);
    putBool("has_date", filter.hasDate);
    putBool("has_note", filter.hasNote);
    putBool("has_boxes", filter.hasBoxes);
    putBool("boxes_verified", filter.boxesVerified);
    putBool("has_small_boxes", filter.hasSmallBoxes);
    put("box_labels", toArray(filter.boxLabels));
    put("predicted", toArray(filter.predicted));
    put("confidences", toArray(filter.confidences, &confidenceName));
    putBool("disagrees", filter.disagrees);
    putBool("abstains", filter.abstains);
    putBool("is_predicted", filter.isPredicted);
    if (filter.duplicates)
        put("duplicates", int(*filter.duplicates));
    if (filter.nearGroup.isValid())
        put("near_group", filter.nearGroup.value());
    if (!filter.text.isEmpty())
        put("text", filter.text);
    return json;
}

PhotoFilter filterFromJson(const QJsonObject& json)
{
    PhotoFilter filter;
    filter.roots = idsFrom<RootId>(json[QLatin1String("roots")]);
    filter.folders = idsFrom<FolderId>(json[QLatin1String("folders")]);
    filter.labels = idsFrom<LabelId>(json[QLatin1String("labels")]);
    filter.states = namesFrom<ReviewState>(json[QLatin1String("states")], &stateFromName);
    filter.reasons = namesFrom<RejectReason>(json[QLatin1String("reasons")], &reasonFromName);
    filter.problems = namesFrom<Problem>(json[QLatin1String("problems")], [](const QString& name) {
        return std::optional(problemFromName(name));
    });
    filter.anyProblem = boolFrom(json[QLatin1String("any_problem")]);
    filter.missing = boolFrom(json[QLatin1String("missing")]);
    filter.hasPosition = boolFrom(json[QLatin1String("has_position")]);
    filter.hasDate = boolFrom(json[QLatin1String("has_date")]);
    filter.hasNote = boolFrom(json[QLatin1String("has_note")]);
    filter.hasBoxes = boolFrom(json[QLatin1String("has_boxes")]);
    filter.boxesVerified = boolFrom(json[QLatin1String("boxes_verified")]);
    filter.hasSmallBoxes = boolFrom(json[QLatin1String("has_small_boxes")]);
    filter.boxLabels = idsFrom<LabelId>(json[QLatin1String("box_labels")]);
    filter.predicted = idsFrom<LabelId>(json[QLatin1String("predicted")]);
    filter.confidences = namesFrom<Confidence>(json[QLatin1String("confidences")], &confidenceFromName);
    filter.disagrees = boolFrom(json[QLatin1String("disagrees")]);
    filter.abstains = boolFrom(json[QLatin1String("abstains")]);
    filter.isPredicted = boolFrom(json[QLatin1String("is_predicted")]);
    if (const QJsonValue duplicates = json[QLatin1String("duplicates")]; duplicates.isDouble())
        filter.duplicates = PhotoFilter::Duplicates(std::clamp(duplicates.toInt(), 0, 3));
    filter.nearGroup = PhotoId(json[QLatin1String("near_group")].toInteger());
    filter.text = json[QLatin1String("text")].toString();
    return filter;
}

QJsonObject toJson(const PhotoOrder& order)
{
    return {{QStringLiteral("key"), int(order.key)},
            {QStringLiteral("descending"), order.descending},
            {QStringLiteral("group"), int(order.group)}};
}

PhotoOrder orderFromJson(const QJsonObject& json)
{
    PhotoOrder order;
    order.key = SortKey(std::clamp(json[QLatin1String("key")].toInt(), 0, int(SortKey::Confidence)));
    order.descending = json[QLatin1String("descending")].toBool();
    order.group = GroupKey(std::clamp(json[QLatin1String("group")].toInt(), 0, int(GroupKey::Sharpness)));
    return order;
}

} // namespace creel
