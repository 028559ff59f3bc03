#include "tests/support/catalog_factory.h"

#include "core/catalog/label_store.h"
#include "core/catalog/root_store.h"
#include "core/catalog/transaction.h"

namespace creel::test {

std::unique_ptr<Connection> makeCatalog(const QString& path, int photos, const QStringList& folders)
{
    auto connection = must(openCatalog(path, Connection::Access::Create));
    Transaction transaction = must(Transaction::begin(*connection));
    RootStore roots(*connection);
    LabelStore labels(*connection);
    const RootId root = must(roots.ensureRoot("/made/up"));
    for (qsizetype i = 0; i < folders.size(); ++i) {
        const FolderId folder = must(roots.ensureFolder(root, folders[i].toUtf8()));
        const LabelId label = must(labels.put(must(labels.draft(folders[i]))));
        // One statement a folder, so that a million rows take seconds.
        must(connection->run(
            QStringLiteral(
                "WITH RECURSIVE n (i) AS (SELECT %1 UNION ALL SELECT i + %2 FROM n WHERE i + %2 < %3) "
                "INSERT INTO photo (folder_id, name, file_size, file_mtime, hash, format, width, height, "
                "taken_at, lat, "
                "lon, phash, sharpness, brightness, problem, near_group, folder_label_id, imported_at, "
                "revision) "
                "SELECT %4, CAST('photo_' || substr('0000000' || i, -7) || '.jpg' AS BLOB), 1000 + i % 5000, "
                "i, "
                "CAST('made-up-' || (10000000 + i) AS BLOB), 'jpeg', 640, 480, 1600000000 + (i * 7919) % "
                "50000000, "
                "CASE WHEN i % 4 = 0 THEN 46.5 END, CASE WHEN i % 4 = 0 THEN -110.5 END, i * 2654435761, "
                "(i * 31) % 1000, (i % 256) / 255.0, CASE WHEN i % 100 = 99 THEN 'truncated' ELSE '' END, "
                "NULL, %5, 0, 0 FROM n")
                .arg(i)
                .arg(folders.size())
                .arg(photos)
                .arg(folder.value())
                .arg(label.value())));
    }
    must(transaction.commit());
    return connection;
}

} // namespace creel::test
