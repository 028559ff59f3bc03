#pragma once

#include "tests/support/byte_folder.h"
#include "tests/support/creel_program.h"

#include <memory>

namespace creel::test {

/// A command line's words, split at its blanks.
QStringList words(const char* text);

QJsonValue field(const QJsonObject& object, const char* key);

/// What tests of the command line work on: an empty folder each, with room for photos and a catalog of them.
class CliCatalog
{
protected:
    /// For every test's init().
    void startAfresh() { m_folder = std::make_unique<ByteFolder>(); }

    BytePath photos(const BytePath& name = {}) const { return joinPath(m_folder->path("photos"), name); }
    QString catalog() const { return m_folder->file("test.creel"); }
    /// `creel COMMAND --catalog … --json REST`
    ProgramRun run(const QString& command, const QStringList& rest = {}, const QByteArray& input = {}) const;
    /// The same, which must work.
    QList<QJsonObject> linesOf(const QString& command, const QStringList& rest = {},
                               const QByteArray& input = {}) const;
    /// Four photos, two of brown_trout and two of bull_trout.
    void importFour() const;
    QJsonObject photo(qint64 id) const;
    QJsonObject label(const QString& name) const;

    std::unique_ptr<ByteFolder> m_folder;
};

} // namespace creel::test
