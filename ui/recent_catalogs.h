#pragma once

#include <QStringList>

namespace creel {

/// The catalogs that were open last, newest first, in the user's settings.
class RecentCatalogs
{
public:
    static QStringList paths();
    static void add(const QString& path);
    static void remove(const QString& path);
};

} // namespace creel
