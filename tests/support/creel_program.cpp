#include "tests/support/creel_program.h"

#include <QJsonDocument>

#include <csignal>

namespace creel::test {

QList<QJsonObject> ProgramRun::lines() const
{
    QList<QJsonObject> objects;
    for (const QByteArray& line : out.split('\n')) {
        if (!line.isEmpty())
            objects.append(QJsonDocument::fromJson(line).object());
    }
    return objects;
}

void prepareCreel(QProcess& process, const QStringList& arguments)
{
    process.setProgram(QStringLiteral(CREEL_PROGRAM));
    process.setArguments(arguments);
}

bool sendSignal(const QProcess& process, int number)
{
    const qint64 id = process.processId();
    return id > 0 && ::kill(pid_t(id), number) == 0;
}

ProgramRun runCreel(const QStringList& arguments, const QByteArray& input, const PrepareProcess& prepare)
{
    QProcess process;
    prepareCreel(process, arguments);
    if (prepare)
        prepare(process);
    process.start();
    process.write(input);
    process.closeWriteChannel();
    const bool ended = process.waitForFinished(120'000);
    const bool isNormal = ended && process.exitStatus() == QProcess::NormalExit;
    return {isNormal ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

} // namespace creel::test
