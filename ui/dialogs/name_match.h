#pragma once

#include <QString>

namespace creel {

/// How well what was typed fits a name; larger is better.
enum class NameMatch
{
    None,
    Subsequence, ///< its letters in that order: "brt" in "brown trout"
    Inside,
    WordStart,
    Prefix,
    Equal
};

/// The name as people type it: no accents, no upper case, underscores and the like as single spaces.
QString foldedName(const QString& name);

/// Both sides folded. Nothing typed fits everything as Subsequence.
NameMatch matchName(const QString& name, const QString& typed);

} // namespace creel
