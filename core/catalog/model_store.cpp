#include "core/catalog/model_store.h"

#include "core/catalog/label_store.h"
#include "core/catalog/transaction.h"
#include "core/imaging/content_hash.h"
#include "core/learning/learning_text.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

namespace creel {

namespace {

Result<QByteArray> hashOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Unreadable,
                    LearningText::tr("The model file %1 cannot be read: %2.").arg(path, file.errorString()));
    const uchar* bytes = file.map(0, file.size());
    if (!bytes)
        return contentHash(file.readAll());
    return contentHash(QByteArrayView(bytes, file.size()));
}

Result<QString> checkedName(const QString& name)
{
    const QString trimmed = name.simplified();
    if (trimmed.isEmpty() || trimmed.size() > 100)
        return fail(ErrorCode::BadInput, LearningText::tr("A model's name needs 1 to 100 characters."));
    return trimmed;
}

} // namespace

Result<QList<ModelRecord>> ModelStore::select(const QString& condition, const QVariantList& values)
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral("SELECT id, name, file, hash, info, is_current, "
                                                 "created_at FROM model WHERE removed_at IS "
                                                 "NULL AND (%1) ORDER BY id")
                                      .arg(condition),
                                  values));
    QList<ModelRecord> models;
    CREEL_TRY(query.each([&](const Query& row) {
        // A row that a later Creel wrote may say more than this one understands; it is shown all the same.
        const auto info = modelInfoFromJson(QJsonDocument::fromJson(row.bytes(4)).object());
        models.append({row.id<ModelId>(0), row.text(1), QFile::decodeName(row.bytes(2)), row.bytes(3),
                       info.value_or(ModelInfo()), row.integer(5) != 0, row.integer(6)});
    }));
    return models;
}

Result<std::optional<ModelRecord>> ModelStore::first(const QString& condition, const QVariantList& values)
{
    CREEL_ASSIGN(const QList<ModelRecord> models, select(condition, values));
    return models.isEmpty() ? std::nullopt : std::optional(models.first());
}

Result<QList<ModelRecord>> ModelStore::all()
{
    return select(QStringLiteral("1"), {});
}

Result<std::optional<ModelRecord>> ModelStore::byId(ModelId id)
{
    return first(QStringLiteral("id = ?"), {id.value()});
}

Result<std::optional<ModelRecord>> ModelStore::byName(const QString& name)
{
    return first(QStringLiteral("name = ?"), {name});
}

Result<std::optional<ModelRecord>> ModelStore::byFile(const QString& file)
{
    return first(QStringLiteral("file = ?"), {QFile::encodeName(QFileInfo(file).absoluteFilePath())});
}

Result<std::optional<ModelRecord>> ModelStore::current()
{
    return first(QStringLiteral("is_current = 1"), {});
}

Result<QString> ModelStore::freeName(const QString& wanted,
                                     const std::function<bool(const QString&)>& isTaken)
{
    CREEL_ASSIGN(const QString name, checkedName(wanted));
    for (int number = 1;; ++number) {
        const QString candidate = number == 1 ? name : QStringLiteral("%1 %2").arg(name).arg(number);
        CREEL_ASSIGN(
            const qint64 taken,
            m_connection.integer(QStringLiteral("SELECT count(*) FROM model WHERE name = ?"), {candidate}));
        if (taken == 0 && !(isTaken && isTaken(candidate)))
            return candidate;
    }
}

Result<QList<LabelId>> ModelStore::classLabels(const ModelRecord& model)
{
    CREEL_ASSIGN(QList<LabelId> labels, labelsNamed(model.info.classes));
    CREEL_ASSIGN(
        Query query,
        m_connection.run(QStringLiteral("SELECT number, label_id FROM model_class WHERE model_id = ?"),
                         {model.id.value()}));
    CREEL_TRY(query.each([&](const Query& row) {
        if (row.integer(0) < labels.size())
            labels[row.integer(0)] = row.id<LabelId>(1);
    }));
    return labels;
}

Result<QList<LabelId>> ModelStore::labelsNamed(const QStringList& classes)
{
    LabelStore labels(m_connection);
    QList<LabelId> found;
    for (const QString& name : classes) {
        CREEL_ASSIGN(const std::optional<Label> label, labels.byName(name));
        found.append(label ? label->id : LabelId());
    }
    return found;
}

Result<void> ModelStore::rememberClasses(ModelId id, const QList<LabelId>& labels)
{
    for (qsizetype i = 0; i < labels.size(); ++i)
        if (labels[i].isValid())
            CREEL_TRY(m_connection.run(QStringLiteral("INSERT INTO model_class VALUES (?, ?, ?)"),
                                       {id.value(), i, labels[i].value()}));
    return {};
}

Result<ModelRecord> ModelStore::add(const QString& file, const ModelInfo& info, const QList<LabelId>& labels)
{
    const QString path = QFileInfo(file).absoluteFilePath();
    CREEL_ASSIGN(const QByteArray hash, hashOf(path));
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
    CREEL_ASSIGN(const auto before, byFile(path));
    if (before)
        CREEL_TRY(forget(before->id));
    CREEL_ASSIGN(const QString name, freeName(info.name));
    CREEL_TRY(m_connection.run(QStringLiteral("UPDATE model SET is_current = 0 WHERE is_current = 1")));
    CREEL_TRY(m_connection.run(
        QStringLiteral(
            "INSERT INTO model (name, file, hash, info, is_current, created_at) VALUES (?, ?, ?, ?, 1, ?)"),
        {name, QFile::encodeName(path), hash,
         QString::fromUtf8(QJsonDocument(toJson(info)).toJson(QJsonDocument::Compact)),
         QDateTime::currentMSecsSinceEpoch()}));
    const ModelId id(m_connection.lastInsertId());
    CREEL_ASSIGN(const QList<LabelId> named, labelsNamed(info.classes));
    CREEL_TRY(rememberClasses(id, labels.size() == named.size() ? labels : named));
    CREEL_TRY(transaction.commit());
    CREEL_ASSIGN(const auto added, byId(id));
    Q_ASSERT(added);
    return *added;
}

Result<void> ModelStore::rename(ModelId id, const QString& name)
{
    CREEL_ASSIGN(const QString checked, checkedName(name));
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
    CREEL_ASSIGN(const auto other, byName(checked));
    if (other && other->id != id)
        return fail(ErrorCode::Exists, LearningText::tr("There is a model %1 already.").arg(checked));
    CREEL_TRY(
        m_connection.run(QStringLiteral("UPDATE model SET name = ? WHERE id = ?"), {checked, id.value()}));
    return transaction.commit();
}

Result<void> ModelStore::makeCurrent(ModelId id)
{
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
    CREEL_TRY(m_connection.run(QStringLiteral("UPDATE model SET is_current = 0 WHERE is_current = 1")));
    CREEL_TRY(m_connection.run(
        QStringLiteral("UPDATE model SET is_current = 1 WHERE id = ? AND removed_at IS NULL"), {id.value()}));
    return transaction.commit();
}

Result<void> ModelStore::remove(ModelId id)
{
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
    CREEL_TRY(forget(id));
    return transaction.commit();
}

/// The row stays for history, under a name that leaves the old one free.
Result<void> ModelStore::forget(ModelId id)
{
    CREEL_TRY(m_connection.run(QStringLiteral("DELETE FROM prediction WHERE model_id = ?"), {id.value()}));
    CREEL_TRY(m_connection.run(
        QStringLiteral(
            "UPDATE model SET is_current = 0, removed_at = ?, name = name || ' (removed ' || id || "
            "')' WHERE id = ? AND removed_at IS NULL"),
        {QDateTime::currentMSecsSinceEpoch(), id.value()}));
    return {};
}

} // namespace creel
