#pragma once

#include "core/base/byte_path.h"
#include "core/base/result.h"
#include "core/jobs/progress.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonObject>

namespace creel {

/// Texts of the command line.
struct Cli
{
    Q_DECLARE_TR_FUNCTIONS(Cli)
};

inline constexpr int exitDone = 0;
inline constexpr int exitFailed = 1;
inline constexpr int exitWrongUse = 2;

/// Where a subcommand puts its results: stdout, as JSON lines or as text. Everything else goes to stderr.
class Output
{
public:
    explicit Output(bool isJson) : m_isJson(isJson) {}

    bool isJson() const { return m_isJson; }
    /// One result: `json` or `text`, and a line's end.
    void result(const QJsonObject& json, const QByteArray& text) const;
    void result(const QJsonObject& json, const QString& text) const { result(json, text.toUtf8()); }
    /// Hands what was written on at once, for readers that wait for every line. Error Unwritable if nobody
    /// could take it.
    Result<void> flush() const;

private:
    bool m_isJson;
};

/// A line on stderr.
void message(const QString& text);
/// The error on stderr; returns the exit code for it.
int report(const Error& error);

/// A context for long work in the foreground, which Ctrl-C stops and which writes its progress to stderr: one
/// line that changes on a terminal, a line now and then elsewhere. One at a time.
JobContext foregroundContext();

/// Progress on stderr: one line that changes on a terminal, a line now and then elsewhere.
class ProgressLine
{
public:
    ProgressLine();
    /// `topic` is what is being done; elsewhere than on a terminal a new one is always worth a line, and so
    /// is the last of one.
    void show(const QString& topic, const QString& text, bool isLast);

private:
    const bool m_isTerminal;
    QString m_lastTopic;
    QElapsedTimer m_sinceLine;
};

/// Null where a text is empty, a number zero or an id none.
QJsonValue orNull(const QString& text);
QJsonValue orNull(qint64 number);
template<class T>
requires requires(T id)
{
    id.isValid();
}
QJsonValue orNull(T id)
{
    return orNull(id.value());
}

/// Puts `key`: the path as text, and where text would lose bytes also `key_hex`.
void putPath(QJsonObject& json, const QString& key, const BytePath& path);

} // namespace creel
