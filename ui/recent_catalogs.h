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

    /// The one to go on with at the next start; empty if it was closed before the window was.
    static QString leftOpen();
    static void setLeftOpen(const QString& path);
};

} // namespace creel
