#pragma once

#include <QHash>

#include <compare>
#include <functional>

namespace creel {

/// A row's identity in the catalog. One type a table, so that a photo's id cannot be passed as a label's.
/// Zero means "none".
template<class Tag>
class Id
{
public:
    constexpr Id() = default;
    constexpr explicit Id(qint64 value) : m_value(value) {}

    constexpr qint64 value() const { return m_value; }
    constexpr bool isValid() const { return m_value > 0; }

    friend constexpr auto operator<=>(Id, Id) = default;
    friend size_t qHash(Id id, size_t seed = 0) { return ::qHash(id.m_value, seed); }

private:
    qint64 m_value = 0;
};

using RootId = Id<struct RootTag>;
using FolderId = Id<struct FolderTag>;
using PhotoId = Id<struct PhotoTag>;
using LabelId = Id<struct LabelTag>;
using EditId = Id<struct EditTag>;
using BoxId = Id<struct BoxTag>;
using JobId = Id<struct JobTag>;
using ModelId = Id<struct ModelTag>;

} // namespace creel

template<class Tag>
struct std::hash<creel::Id<Tag>>
{
    size_t operator()(creel::Id<Tag> id) const noexcept { return std::hash<qint64>{}(id.value()); }
};
