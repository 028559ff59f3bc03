#include "core/ingest/near_duplicates.h"

#include "core/base/disjoint_sets.h"
#include "core/imaging/phash.h"

#include <algorithm>
#include <functional>

namespace creel {

namespace {

struct HashedPhoto
{
    quint64 hash;
    quint32 photo;
};

constexpr int bandBits = 16;
constexpr int bands = 64 / bandBits;
constexpr quint32 buckets = 1U << bandBits;

quint32 bandOf(quint64 hash, int band)
{
    return quint32(hash >> (band * bandBits)) & (buckets - 1);
}

/// A copy that was scaled or re-encoded keeps its shape, give or take rounding and a thin crop.
bool isSameShape(float a, float b)
{
    return a <= 0 || b <= 0 || (a < b * 1.1F && b < a * 1.1F);
}

/// Photos sorted into buckets by 16 bits of their hash.
class BandIndex
{
public:
    BandIndex(std::span<const HashedPhoto> photos, int band) : m_begin(buckets + 1), m_photos(photos.size())
    {
        for (const HashedPhoto& photo : photos)
            ++m_begin[bandOf(photo.hash, band) + 1];
        std::partial_sum(m_begin.begin(), m_begin.end(), m_begin.begin());
        std::vector<quint32> next(m_begin.begin(), m_begin.end() - 1);
        for (const HashedPhoto& photo : photos)
            m_photos[next[bandOf(photo.hash, band)]++] = photo;
    }

    std::span<const HashedPhoto> bucket(quint32 key) const
    {
        return std::span(m_photos).subspan(m_begin[key], m_begin[key + 1] - m_begin[key]);
    }

private:
    std::vector<quint32> m_begin;
    std::vector<HashedPhoto> m_photos;
};

/// One way in which a copy may differ from its original.
struct Variant
{
    quint64 flip = 0;      ///< what mirroring does to the hash, to be XORed
    bool isTurned = false; ///< a quarter turn: the right side's hashes are transposed, and its shapes too
    int distance = 0;      ///< bits
};

/// Calls `join(a, b)` for photos of `left` and `right` whose hashes, `flip` applied, are at most `distance`
/// bits apart; each pair once.
template<class Join>
[[gnu::always_inline]] inline void compareAll(std::span<const HashedPhoto> left,
                                              std::span<const HashedPhoto> right, const Variant& variant,
                                              Join join)
{
    for (const HashedPhoto& a : left) {
        const quint64 wanted = a.hash ^ variant.flip;
        for (const HashedPhoto& b : right) {
            if (hammingDistance(wanted, b.hash) <= variant.distance && a.photo < b.photo)
                join(a.photo, b.photo);
        }
    }
}

using Compare = void (*)(std::span<const HashedPhoto>, std::span<const HashedPhoto>, const Variant&,
                         const std::function<void(quint32, quint32)>&);

void comparePortably(std::span<const HashedPhoto> left, std::span<const HashedPhoto> right,
                     const Variant& variant, const std::function<void(quint32, quint32)>& join)
{
    compareAll(left, right, variant, join);
}

#if defined(__x86_64__)
/// The same with the processor's own bit count, six times as fast.
[[gnu::target("popcnt")]] void compareWithPopcnt(std::span<const HashedPhoto> left,
                                                 std::span<const HashedPhoto> right, const Variant& variant,
                                                 const std::function<void(quint32, quint32)>& join)
{
    compareAll(left, right, variant, join);
}
#endif

Compare fastestCompare()
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("popcnt"))
        return compareWithPopcnt;
#endif
    return comparePortably;
}

/// Joins pairs of photos whose hashes are near. Two hashes at most 7 bits apart differ in at most one bit in
/// one of their four bands, so only buckets whose keys differ by at most one bit need comparing.
class NearJoin
{
public:
    NearJoin(std::span<const DuplicateRow> photos, DisjointSets& sets, const CancelToken& cancel)
        : m_photos(photos), m_sets(sets), m_cancel(cancel)
    {}

    /// Joins a of `left` with b of `right` where a ^ b ^ flip has few bits.
    void run(const BandIndex& left, const BandIndex& right, int band, const Variant& variant)
    {
        const quint32 flip = bandOf(variant.flip, band);
        const std::function<void(quint32, quint32)> join = [&](quint32 a, quint32 b) {
            if (isSameShape(m_photos[a].aspect, shapeOf(m_photos[b], variant)))
                m_sets.join(a, b);
        };
        for (quint32 key = 0; key < buckets && !m_cancel.isCancelled(); ++key) {
            const auto these = left.bucket(key);
            if (these.empty())
                continue;
            m_compare(these, right.bucket(key ^ flip), variant, join);
            for (int bit = 0; bit < bandBits; ++bit)
                m_compare(these, right.bucket(key ^ flip ^ (1U << bit)), variant, join);
        }
    }

private:
    static float shapeOf(const DuplicateRow& photo, const Variant& variant)
    {
        return variant.isTurned && photo.aspect > 0 ? 1 / photo.aspect : photo.aspect;
    }

    std::span<const DuplicateRow> m_photos;
    DisjointSets& m_sets;
    const CancelToken& m_cancel;
    Compare m_compare = fastestCompare();
};

/// Indices of the photos that `has` holds for, sorted by `key`, oldest first where keys are equal.
template<class Has, class Key>
std::vector<quint32> sortedBy(std::span<const DuplicateRow> photos, Has has, Key key)
{
    std::vector<quint32> order;
    for (quint32 i = 0; i < photos.size(); ++i) {
        if (has(photos[i]))
            order.push_back(i);
    }
    std::ranges::stable_sort(order, {}, [&](quint32 i) { return key(photos[i]); });
    return order;
}

void joinEqualBytes(std::span<const DuplicateRow> photos, DisjointSets& sets)
{
    const auto order = sortedBy(
        photos, [](const DuplicateRow& photo) { return photo.hasHash(); },
        [](const DuplicateRow& photo) { return photo.hash; });
    for (size_t i = 1; i < order.size(); ++i) {
        if (photos[order[i]].hash == photos[order[i - 1]].hash)
            sets.join(order[i - 1], order[i]);
    }
}

/// Joins photos with the same perceptual hash and returns one of each, so that ten thousand copies of one
/// placeholder are not compared pair by pair.
std::vector<HashedPhoto> joinEqualHashes(std::span<const DuplicateRow> photos, DisjointSets& sets)
{
    const auto order = sortedBy(
        photos, [](const DuplicateRow& photo) { return photo.phash.has_value(); },
        [](const DuplicateRow& photo) { return std::pair(*photo.phash, photo.aspect); });
    std::vector<HashedPhoto> distinct;
    for (size_t i = 0; i < order.size(); ++i) {
        const DuplicateRow& photo = photos[order[i]];
        const DuplicateRow* before = i > 0 ? &photos[order[i - 1]] : nullptr;
        if (before && before->phash == photo.phash && isSameShape(before->aspect, photo.aspect))
            sets.join(order[i - 1], order[i]);
        else
            distinct.push_back({*photo.phash, order[i]});
    }
    return distinct;
}

} // namespace

std::vector<size_t> groupNearDuplicates(std::span<const DuplicateRow> photos, const CancelToken& cancel)
{
    static_assert(nearDistance <= 7 && nearTurnedDistance <= 7);
    DisjointSets sets(photos.size());
    joinEqualBytes(photos, sets);
    const std::vector<HashedPhoto> distinct = joinEqualHashes(photos, sets);
    std::vector<HashedPhoto> turnable = distinct;
    std::vector<HashedPhoto> turned = distinct;
    for (size_t i = 0; i < distinct.size(); ++i) {
        turnable[i].hash &= transposableBits;
        turned[i].hash = transposedHash(distinct[i].hash);
    }
    const quint64 mirror = mirroredHash(0);
    const quint64 flip = flippedHash(0);
    NearJoin join(photos, sets, cancel);
    for (int band = 0; band < bands; ++band) {
        const BandIndex upright(distinct, band);
        join.run(upright, upright, band, {0, false, nearDistance});
        join.run(upright, upright, band, {mirror, false, nearDistance});
        join.run(upright, upright, band, {mirror ^ flip, false, nearTurnedDistance});
        const BandIndex left(turnable, band);
        const BandIndex right(turned, band);
        join.run(left, right, band, {mirror, true, nearTurnedDistance});
        join.run(left, right, band, {flip, true, nearTurnedDistance});
    }
    std::vector<size_t> first(photos.size());
    for (size_t i = 0; i < photos.size(); ++i)
        first[i] = sets.find(i);
    return first;
}

} // namespace creel
