#pragma once

#include "core/base/byte_path.h"
#include "core/base/result.h"
#include "core/imaging/decode.h"
#include "core/jobs/progress.h"

#include <QHash>
#include <QJsonObject>

#include <functional>

namespace creel {

/// Whether a folder's name says what its photos show.
enum class FolderLabels
{
    None,
    FromFolders
};

/// What to import and how. A value: the same request can be stored and run again.
struct ImportRequest
{
    QString catalogPath;   ///< created if missing
    QList<BytePath> paths; ///< folders (each becomes a root) or single files
    FolderLabels labels = FolderLabels::None;
    /// Folder name -> label name; overrides labelNameForFolder(). An empty label means "no label".
    QHash<QString, QString> labelMapping;
    DecodeLimits limits;
};

QJsonObject toJson(const ImportRequest& request);
ImportRequest importRequestFromJson(const QJsonObject& json);

/// What became of one file.
enum class FileOutcome
{
    Imported,
    Updated,
    Unchanged,
    Moved,
    ProblemRecorded,
    Ignored
};

struct FileReport
{
    BytePath path; ///< absolute
    FileOutcome outcome = FileOutcome::Imported;
    QString reason = {}; ///< for problems and ignored files
};

/// What an import did. `imported` counts new photos, problems among them excluded.
struct ImportSummary
{
    qint64 imported = 0;
    qint64 updated = 0;
    qint64 unchanged = 0;
    qint64 moved = 0;
    qint64 missing = 0;  ///< photos of these roots that were not found again
    qint64 problems = 0; ///< files recorded with a problem by this run
    qint64 ignored =
        0; ///< files that claim to be no photo: side files, hidden files, links to files seen already
    qint64 exactDuplicates = 0; ///< in the catalog after the import
    qint64 nearGroups = 0;      ///< in the catalog after the import
    double seconds = 0;
};

/// The last line of `creel import --json`.
QJsonObject toJson(const ImportSummary& summary);
/// "310 photos imported, 2 problems, 4 exact duplicates in 3 s".
QString summaryText(const ImportSummary& summary);

/// "brown trout (1)" -> "brown_trout"; empty for a name that says nothing ("images", "001", "train").
QString labelNameForFolder(const QString& folderName);

/// Reads the folders' photos into the catalog. Blocks the calling thread, which becomes the only writer;
/// decoding runs on as many threads as there are cores. Commits in short batches: a stopped or killed import
/// loses nothing that was committed, and running it again does only what is left; a power cut may undo the
/// last batches of an import that has not ended. Error Cancelled if the context says stop; a bad file is
/// never an error. `fileDone` is called on the calling thread.
Result<ImportSummary> importPhotos(const ImportRequest& request, JobContext context,
                                   const std::function<void(const FileReport&)>& fileDone = {});

} // namespace creel
