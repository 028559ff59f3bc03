#include "app/cli/output.h"

#include "core/base/text.h"

#include <QJsonDocument>

#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace creel {

namespace {

CancelToken& foregroundToken()
{
    static CancelToken token;
    return token;
}

extern "C" void onStopSignal(int)
{
    foregroundToken().cancel(); // a lock-free store: allowed in a handler
}

/// The first Ctrl-C asks the work to stop; a second one ends the program the usual way.
void stopOnSignals()
{
    foregroundToken();
    struct sigaction action = {};
    action.sa_handler = onStopSignal;
    action.sa_flags = int(SA_RESETHAND) | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

QString progressText(const Progress& progress)
{
    QString text = progress.step;
    if (progress.total > 0)
        text += Cli::tr(" %1 of %2").arg(numberText(progress.done), numberText(progress.total));
    if (progress.perSecond > 0)
        text += Cli::tr(", %1/s").arg(numberText(qRound64(progress.perSecond)));
    if (progress.secondsLeft.value_or(0) > 0)
        text += Cli::tr(", %1 left").arg(durationText(*progress.secondsLeft));
    return text;
}

} // namespace

void Output::result(const QJsonObject& json, const QByteArray& text) const
{
    const QByteArray line = m_isJson ? QJsonDocument(json).toJson(QJsonDocument::Compact) : text;
    std::fwrite(line.constData(), 1, size_t(line.size()), stdout);
    std::fputc('\n', stdout);
}

Result<void> Output::flush() const
{
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0)
        return {};
    return fail(ErrorCode::Unwritable, Cli::tr("The results could not be written to standard output."));
}

void message(const QString& text)
{
    std::fprintf(stderr, "creel: %s\n", text.toUtf8().constData());
}

int report(const Error& error)
{
    message(error.message);
    return exitFailed;
}

ProgressLine::ProgressLine() : m_isTerminal(::isatty(STDERR_FILENO) != 0) {}

void ProgressLine::show(const QString& topic, const QString& text, bool isLast)
{
    if (!m_isTerminal && topic == m_lastTopic && m_sinceLine.elapsed() < 5000 && !isLast)
        return;
    m_lastTopic = topic;
    m_sinceLine.start();
    const char* format = m_isTerminal ? (isLast ? "\r\033[K%s\n" : "\r\033[K%s") : "%s\n";
    std::fprintf(stderr, format, text.toUtf8().constData());
}

JobContext foregroundContext()
{
    stopOnSignals();
    return JobContext(foregroundToken(), [line = std::make_shared<ProgressLine>()](const Progress& progress) {
        line->show(progress.step, progressText(progress),
                   progress.total > 0 && progress.done >= progress.total);
    });
}

QJsonValue orNull(const QString& text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue orNull(qint64 number)
{
    return number == 0 ? QJsonValue() : QJsonValue(number);
}

void putPath(QJsonObject& json, const QString& key, const BytePath& path)
{
    json.insert(key, displayPath(path));
    if (!isDisplayLossless(path))
        json.insert(key + QLatin1String("_hex"), QString::fromLatin1(path.toHex()));
}

} // namespace creel
