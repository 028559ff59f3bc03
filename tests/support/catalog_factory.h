#pragma once

#include "core/catalog/catalog.h"
#include "core/catalog/photo_store.h"

#include <QStringList>

namespace creel::test {

/// A catalog in `path` with `photos` made-up photos in `folders` folders (each with a label of the folder's
/// name as its claim), spread dates, positions, sharpness, problems and duplicates. There are no files behind
/// it.
std::unique_ptr<Connection> makeCatalog(const QString& path, int photos, const QStringList& folders);

/// Fails the program: a test's own set-up must not go wrong silently.
template<class T>
T must(Result<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message + QLatin1Char(' ') + result.error().detail));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace creel::test
