#include "tests/support/shared_data.h"

#include <QDir>

namespace creel::test {

QString sharedData()
{
    const QString base = qEnvironmentVariable("CREEL_SHARED", QStringLiteral(CREEL_SHARED_DIR));
    const QString data = QDir(base).filePath(QStringLiteral("data"));
    return QDir(data).exists() ? QDir::cleanPath(data) : QString();
}

} // namespace creel::test
