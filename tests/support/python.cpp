#include "tests/support/python.h"

#include <QProcess>

namespace creel::test {

bool PythonRun::lacksModule() const
{
    return exitCode == -1 || err.contains("ModuleNotFoundError");
}

PythonRun runPython(const QString& script, const QStringList& arguments)
{
    constexpr int patienceMs = 300'000; // torch alone may take a minute to load on a busy machine
    const QString program = qEnvironmentVariable("CREEL_PYTHON", QStringLiteral("/usr/bin/python3"));
    QProcess python;
    python.start(program, QStringList{QStringLiteral("-c"), script} + arguments);
    if (!python.waitForStarted())
        return {};
    if (!python.waitForFinished(patienceMs))
        return {1, {}, "Python did not end"};
    return {python.exitStatus() == QProcess::NormalExit ? python.exitCode() : 1,
            python.readAllStandardOutput(), python.readAllStandardError()};
}

} // namespace creel::test
