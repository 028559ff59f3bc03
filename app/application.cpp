#include "app/application.h"

#include "ui/desk.h"
#include "ui/main_window.h"
#include "ui/theme.h"

#include <QApplication>
#include <QSettings>

namespace creel {

int runWindow(int argc, char** argv, const QString& pathToOpen)
{
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Creel"));
    QApplication::setApplicationName(QStringLiteral("creel"));
    QApplication::setApplicationDisplayName(QStringLiteral("Creel"));
    QApplication::setApplicationVersion(QStringLiteral(CREEL_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("creel"));
    const bool isLight = QSettings().value(QStringLiteral("theme")).toString() == QLatin1String("light");
    Theme::apply(application, isLight ? Theme::Mode::Light : Theme::Mode::Dark);

    Desk desk;
    MainWindow window(desk);
    window.show();
    if (pathToOpen.isEmpty())
        window.openLast();
    else
        window.openPath(pathToOpen);
    return QApplication::exec();
}

} // namespace creel
