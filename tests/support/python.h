#pragma once

#include <QByteArray>
#include <QStringList>

namespace creel::test {

/// How a script of the system's Python ended.
struct PythonRun
{
    int exitCode = -1; ///< -1 if there is no Python, or if it did not end
    QByteArray out, err;

    /// Whether it failed for want of Python or of a package, so that a test may skip.
    bool lacksModule() const;
};

/// Runs a script that is given as text, with Debian's Python or the one that CREEL_PYTHON names.
PythonRun runPython(const QString& script, const QStringList& arguments = {});

} // namespace creel::test
