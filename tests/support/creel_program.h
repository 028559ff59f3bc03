#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QProcess>
#include <QStringList>

#include <functional>

namespace creel::test {

/// How one run of the real program ended.
struct ProgramRun
{
    int exitCode = -1; ///< -1 if it crashed, was killed or did not end
    QByteArray out;
    QByteArray err;

    /// Every line of `out` as JSON. A line that is no JSON object ends up as an empty one.
    QList<QJsonObject> lines() const;
    /// For a failed assertion.
    QByteArray text() const { return "exit code " + QByteArray::number(exitCode) + "\n" + out + err; }
};

using PrepareProcess = std::function<void(QProcess&)>;

/// Makes a process of the `creel` that was built with the tests; not started.
void prepareCreel(QProcess& process, const QStringList& arguments);

/// False where it has ended: the signal would go to this test and everybody in its process group.
[[nodiscard]] bool sendSignal(const QProcess& process, int number);

/// Runs it to its end, at most two minutes.
ProgramRun runCreel(const QStringList& arguments, const QByteArray& input = {},
                    const PrepareProcess& prepare = {});

} // namespace creel::test
