#include "ui/panels/order_text.h"

#include <QCoreApplication>

#include <array>

namespace creel {

namespace {

struct SortEntry
{
    SortKey key;
    const char* name;
    const char* ascending;
    const char* descending;
};

constexpr std::array sortTable{
    SortEntry{SortKey::Folder, QT_TRANSLATE_NOOP("Order", "Folder"), QT_TRANSLATE_NOOP("Order", "A first"),
              QT_TRANSLATE_NOOP("Order", "Z first")},
    SortEntry{SortKey::Name, QT_TRANSLATE_NOOP("Order", "Name"), QT_TRANSLATE_NOOP("Order", "A first"),
              QT_TRANSLATE_NOOP("Order", "Z first")},
    SortEntry{SortKey::Label, QT_TRANSLATE_NOOP("Order", "Label"),
              QT_TRANSLATE_NOOP("Order", "First label first"),
              QT_TRANSLATE_NOOP("Order", "Last label first")},
    SortEntry{SortKey::State, QT_TRANSLATE_NOOP("Order", "State"),
              QT_TRANSLATE_NOOP("Order", "Unreviewed first"), QT_TRANSLATE_NOOP("Order", "Rejected first")},
    SortEntry{SortKey::Date, QT_TRANSLATE_NOOP("Order", "Date taken"),
              QT_TRANSLATE_NOOP("Order", "Oldest first"), QT_TRANSLATE_NOOP("Order", "Newest first")},
    SortEntry{SortKey::Added, QT_TRANSLATE_NOOP("Order", "Date added"),
              QT_TRANSLATE_NOOP("Order", "Oldest first"), QT_TRANSLATE_NOOP("Order", "Newest first")},
    SortEntry{SortKey::Similarity, QT_TRANSLATE_NOOP("Order", "Likeness"),
              QT_TRANSLATE_NOOP("Order", "Like photos together"),
              QT_TRANSLATE_NOOP("Order", "Like photos together, other way round")},
    SortEntry{SortKey::Sharpness, QT_TRANSLATE_NOOP("Order", "Sharpness"),
              QT_TRANSLATE_NOOP("Order", "Blurriest first"), QT_TRANSLATE_NOOP("Order", "Sharpest first")},
    SortEntry{SortKey::Brightness, QT_TRANSLATE_NOOP("Order", "Brightness"),
              QT_TRANSLATE_NOOP("Order", "Darkest first"), QT_TRANSLATE_NOOP("Order", "Brightest first")},
    SortEntry{SortKey::FileSize, QT_TRANSLATE_NOOP("Order", "File size"),
              QT_TRANSLATE_NOOP("Order", "Smallest first"), QT_TRANSLATE_NOOP("Order", "Largest first")},
    SortEntry{SortKey::Confidence, QT_TRANSLATE_NOOP("Order", "Model's confidence"),
              QT_TRANSLATE_NOOP("Order", "Least sure first"), QT_TRANSLATE_NOOP("Order", "Surest first")},
};

constexpr auto sortKeyList = [] {
    std::array<SortKey, sortTable.size()> keys{};
    for (size_t i = 0; i < keys.size(); ++i)
        keys[i] = sortTable[i].key;
    return keys;
}();

constexpr std::array groupKeyList{GroupKey::None,     GroupKey::Folder, GroupKey::Label,
                                  GroupKey::State,    GroupKey::Date,   GroupKey::NearDuplicates,
                                  GroupKey::Sharpness};

const SortEntry& entryOf(SortKey key)
{
    return *std::ranges::find(sortTable, key, &SortEntry::key);
}

QString translated(const char* text)
{
    return QCoreApplication::translate("Order", text);
}

} // namespace

std::span<const SortKey> sortKeys()
{
    return sortKeyList;
}

std::span<const GroupKey> groupKeys()
{
    return groupKeyList;
}

QString sortText(SortKey key)
{
    return translated(entryOf(key).name);
}

QString groupText(GroupKey key)
{
    switch (key) {
    case GroupKey::None:
        return translated(QT_TRANSLATE_NOOP("Order", "None"));
    case GroupKey::Folder:
        return translated(QT_TRANSLATE_NOOP("Order", "Folder"));
    case GroupKey::Label:
        return translated(QT_TRANSLATE_NOOP("Order", "Label"));
    case GroupKey::State:
        return translated(QT_TRANSLATE_NOOP("Order", "State"));
    case GroupKey::Date:
        return translated(QT_TRANSLATE_NOOP("Order", "Day taken"));
    case GroupKey::Sharpness:
        return translated(QT_TRANSLATE_NOOP("Order", "Sharpness"));
    case GroupKey::NearDuplicates:
        break;
    }
    return translated(QT_TRANSLATE_NOOP("Order", "Look-alikes"));
}

QString directionText(const PhotoOrder& order)
{
    const SortEntry& entry = entryOf(order.key);
    return translated(order.descending ? entry.descending : entry.ascending);
}

} // namespace creel
