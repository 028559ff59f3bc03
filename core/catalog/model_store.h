#pragma once

#include "core/catalog/connection.h"
#include "core/learning/model_info.h"

#include <QList>

#include <functional>

namespace creel {

/// A trained model that the catalog knows.
struct ModelRecord
{
    ModelId id;
    QString name;
    QString file;    ///< absolute; may be gone
    QByteArray hash; ///< xxHash128 of the file's bytes when it was taken in
    ModelInfo info;
    bool isCurrent = false; ///< the one whose predictions are shown
    qint64 createdAt = 0;   ///< Unix milliseconds
};

/// Reads and writes the table `model`. Removed models keep their row, but are not seen any more.
class ModelStore
{
public:
    explicit ModelStore(Connection& connection) : m_connection(connection) {}

    /// In order of age.
    Result<QList<ModelRecord>> all();
    Result<std::optional<ModelRecord>> byId(ModelId id);
    /// Whatever its case.
    Result<std::optional<ModelRecord>> byName(const QString& name);
    Result<std::optional<ModelRecord>> byFile(const QString& file);
    Result<std::optional<ModelRecord>> current();

    /// The label of each class: the one it was when the model was taken in, whatever it is called now, or
    /// else the living one of the class's name; invalid where there is none. May be merged into another
    /// since.
    Result<QList<LabelId>> classLabels(const ModelRecord& model);

    /// Takes a model file in and makes it current. A name that is taken gets a number; a model that had the
    /// same file before is removed. `labels` are the classes' where that is known, for a label may be renamed
    /// while it is learned; else the living ones of their names. Error Unreadable.
    Result<ModelRecord> add(const QString& file, const ModelInfo& info, const QList<LabelId>& labels = {});
    /// "resnet34", or "resnet34 2" where there is one already, or `isTaken` says so.
    Result<QString> freeName(const QString& wanted, const std::function<bool(const QString&)>& isTaken = {});
    /// Errors: Exists if another model has the name, BadInput for one that is none.
    Result<void> rename(ModelId id, const QString& name);
    Result<void> makeCurrent(ModelId id);
    /// Forgets the model and its predictions; its file stays.
    Result<void> remove(ModelId id);

private:
    Result<QList<ModelRecord>> select(const QString& condition, const QVariantList& values);
    Result<std::optional<ModelRecord>> first(const QString& condition, const QVariantList& values);
    Result<QList<LabelId>> labelsNamed(const QStringList& classes);
    Result<void> rememberClasses(ModelId id, const QList<LabelId>& labels);
    Result<void> forget(ModelId id);

    Connection& m_connection;
};

} // namespace creel
