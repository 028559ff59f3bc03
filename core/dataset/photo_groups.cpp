#include "core/dataset/photo_groups.h"

#include "core/base/disjoint_sets.h"

#include <QRegularExpression>

#include <algorithm>
#include <numeric>

namespace creel {

namespace {

/// Joins all photos with the same key, those without one left aside.
template<class Key, class KeyOf>
void joinEqual(std::span<const GroupingRow> photos, DisjointSets& sets, const KeyOf& keyOf)
{
    QHash<Key, size_t> first;
    for (size_t i = 0; i < photos.size(); ++i) {
        const std::optional<Key> key = keyOf(photos[i]);
        if (!key)
            continue;
        const auto found = first.constFind(*key);
        if (found == first.cend())
            first.insert(*key, i);
        else
            sets.join(*found, i);
    }
}

std::optional<QByteArray> notEmpty(const QByteArray& bytes)
{
    return bytes.isEmpty() ? std::nullopt : std::optional(bytes);
}

void joinBursts(std::span<const GroupingRow> photos, DisjointSets& sets)
{
    std::vector<size_t> dated;
    for (size_t i = 0; i < photos.size(); ++i)
        if (photos[i].camera != 0 && photos[i].takenAt)
            dated.push_back(i);
    std::ranges::sort(dated, {}, [&](size_t i) { return std::pair(photos[i].camera, *photos[i].takenAt); });
    for (size_t i = 1; i < dated.size(); ++i) {
        const GroupingRow& before = photos[dated[i - 1]];
        const GroupingRow& after = photos[dated[i]];
        if (before.camera == after.camera && *after.takenAt - *before.takenAt <= burstSeconds)
            sets.join(dated[i - 1], dated[i]);
    }
}

} // namespace

QByteArray postOf(const BytePath& name)
{
    static const QRegularExpression instaloader(
        QStringLiteral("^(.*\\d{4}-\\d\\d-\\d\\d_\\d\\d-\\d\\d-\\d\\d(?:_UTC)?)(?:_\\d{1,3})?\\.[^.]*$"));
    static const QRegularExpression instagramScraper(QStringLiteral("^\\d+_\\d+_(\\d{9,11})_n\\.[^.]*$"));
    const QString text = QString::fromLatin1(name); // one character a byte, whatever the bytes mean
    for (const QRegularExpression& pattern : {instaloader, instagramScraper})
        if (const QRegularExpressionMatch match = pattern.match(text); match.hasMatch())
            return match.captured(1).toLatin1();
    return {};
}

std::vector<quint32> groupPhotos(std::span<const GroupingRow> photos)
{
    using Post = std::pair<FolderId, QByteArray>;
    DisjointSets sets(photos.size());
    joinEqual<QByteArray>(photos, sets, [](const GroupingRow& photo) { return notEmpty(photo.hash); });
    joinEqual<PhotoId>(photos, sets, [](const GroupingRow& photo) {
        return photo.nearGroup.isValid() ? std::optional(photo.nearGroup) : std::nullopt;
    });
    joinEqual<Post>(photos, sets, [](const GroupingRow& photo) {
        const QByteArray post = postOf(photo.name);
        return post.isEmpty() ? std::nullopt : std::optional(Post(photo.folder, post));
    });
    joinBursts(photos, sets);
    std::vector<quint32> groups(photos.size());
    for (size_t i = 0; i < groups.size(); ++i)
        groups[i] = quint32(sets.find(i));
    return groups;
}

} // namespace creel
