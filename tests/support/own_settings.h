#pragma once

#include <QCoreApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

namespace creel::test {

/// Keeps the program's settings in a folder that goes with it: they are neither the user's nor those of the
/// same test in another checkout. Before the first QSettings.
inline void useOwnSettings()
{
    static const QTemporaryDir folder;
    if (!folder.isValid())
        qFatal("there is no folder for the settings: %s", qPrintable(folder.errorString()));
    QStandardPaths::setTestModeEnabled(true);
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    QCoreApplication::setOrganizationName(QStringLiteral("CreelTest")); // with the program's own name
}

} // namespace creel::test
