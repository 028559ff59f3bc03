#pragma once

#include <QByteArrayView>

#include <functional>
#include <span>

namespace creel {

/// A row of the index with what it is sorted by.
struct KeyedRow
{
    quint64 key = 0;
    quint32 row = 0;
};

/// Sorts by key, least first; rows with the same key stay in the order they have. A million take some tens of
/// milliseconds, because nothing is compared.
void sortByKey(std::span<KeyedRow> rows);

enum class NameOrder
{
    Bytes,           ///< as they are
    FoldedAscending, ///< ASCII letters without their case
    FoldedDescending,
};

/// 'A'…'Z' as 'a'…'z', all other bytes as they are: file names are bytes, and other scripts rarely differ by
/// case in them.
constexpr char foldedByte(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
}

/// Sorts by name; rows with the same name stay in the order they have. Reads every name once for each eight
/// bytes that it shares with another. Names hold no NUL. Uses the keys as scratch.
void sortByName(std::span<KeyedRow> rows, const std::function<QByteArrayView(quint32 row)>& nameOf,
                NameOrder order);

} // namespace creel
