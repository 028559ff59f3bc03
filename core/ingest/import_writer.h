#pragma once

#include "core/catalog/import_index.h"
#include "core/catalog/thumbnail_store.h"
#include "core/ingest/folder_labeller.h"
#include "core/ingest/photo_reader.h"
#include "core/ingest/root_map.h"

#include <QElapsedTimer>
#include <QSet>

namespace creel {

/// What is to be written about one file.
struct Finding
{
    const ScannedFolder* folder = nullptr;
    ScannedFile file;
    PhotoId known;       ///< the row with this path, if there is one
    LabelId knownLabel;  ///< its folder label now
    bool isRead = false; ///< `photo` holds a fresh reading; else only the row's state is mended
    ReadPhoto photo;
};

/// Writes findings to the catalog in short transactions, so that the window's own writes never wait long.
/// Lives on the import's thread, the only one that writes.
class ImportWriter
{
public:
    using FileDone = std::function<void(const FileReport&)>;

    ImportWriter(Connection& connection, ThumbnailStore& thumbnails, RootMap& roots, FolderLabeller& labels,
                 ImportSummary& summary, const FileDone& fileDone);

    /// Commits by itself when the batch is full or old.
    Result<void> add(Finding finding);
    /// Commits if the oldest finding has waited long enough.
    Result<void> commitIfDue();
    Result<void> commit();
    /// Flags photos that were not found again, except those that turned up elsewhere or came after the scan.
    Result<void> markMissing(const std::vector<KnownPhoto>& absent);

    /// How long add() may still gather before commitIfDue() has something to do.
    std::chrono::milliseconds patience() const;

private:
    Result<FileReport> write(const Finding& finding);
    Result<FileReport> mend(const Finding& finding, FolderId folder);
    Result<Photo> rowFor(const Finding& finding, FolderId folder, FileOutcome& outcome);
    Result<PhotoId> movedFrom(const Finding& finding, PhotoId& firstCopy);
    void report(const FileReport& report);

    Connection& m_connection;
    ThumbnailStore& m_thumbnails;
    RootMap& m_roots;
    FolderLabeller& m_labels;
    ImportSummary& m_summary;
    const FileDone& m_fileDone;
    PhotoStore m_photos;
    ImportIndex m_index;
    std::vector<Finding> m_batch;
    QElapsedTimer m_batchAge;
    QSet<PhotoId> m_found; ///< rows that were given a new path
    qint64 m_revision = 0;
};

} // namespace creel
