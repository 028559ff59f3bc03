#include "tests/support/odd_files.h"

#include <QProcess>

namespace creel::test {

OddFiles::OddFiles()
{
    const QString archive = sharedData() + QStringLiteral("/odd_files.tar");
    m_isValid =
        !sharedData().isEmpty() &&
        QProcess::execute(QStringLiteral("tar"), {QStringLiteral("-xf"), archive, QStringLiteral("-C"),
                                                  displayPath(m_folder.path())}) == 0;
}

} // namespace creel::test
