#include "ui/recent_catalogs.h"

#include <QSettings>

namespace creel {

namespace {

constexpr int kept = 8;
const QString key = QStringLiteral("recent");
const QString openKey = QStringLiteral("window/catalog");

} // namespace

QStringList RecentCatalogs::paths()
{
    return QSettings().value(key).toStringList();
}

void RecentCatalogs::add(const QString& path)
{
    QStringList list = paths();
    list.removeAll(path);
    list.prepend(path);
    QSettings().setValue(key, list.mid(0, kept));
}

void RecentCatalogs::remove(const QString& path)
{
    QStringList list = paths();
    list.removeAll(path);
    QSettings().setValue(key, list);
}

QString RecentCatalogs::leftOpen()
{
    return QSettings().value(openKey).toString();
}

void RecentCatalogs::setLeftOpen(const QString& path)
{
    QSettings().setValue(openKey, path);
}

} // namespace creel
