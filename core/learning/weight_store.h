#pragma once

#include "core/learning/engine.h"

#include <QJsonObject>
#include <QUrl>

#include <optional>

namespace creel {

/// Pretrained weights that can be fetched.
struct KnownWeights
{
    QString name;
    QString backbone;
    QUrl url;
    std::optional<qint64> bytes;
    QByteArray sha256Prefix; ///< hexadecimal, lower case
    Normalization normalization;
    QString licence;
};

/// What models/manifest.json lists.
const QList<KnownWeights>& knownWeights();

/// A weight file in the store.
struct StoredWeights
{
    QString name;
    QString backbone;
    QString file; ///< absolute
    qint64 bytes = 0;
    QByteArray sha256; ///< hexadecimal, lower case
    Normalization normalization;
    QString source; ///< where it came from: a URL or a path
    QString licence;
};

QJsonObject toJson(const Normalization& normalization);
Normalization normalizationFromJson(const QJsonObject& json);

/// SHA-256 of a whole file in hexadecimal.
Result<QByteArray> sha256Of(const QString& file);

/// The folder of weight files: each beside a small JSON file that says what it is. Any thread; other programs
/// may add and remove files meanwhile.
class WeightStore
{
public:
    /// CREEL_WEIGHTS, or creel/weights in the user's data folder.
    static QString defaultFolder();

    explicit WeightStore(QString folder = defaultFolder()) : m_folder(std::move(folder)) {}

    const QString& folder() const { return m_folder; }
    /// In order of name.
    Result<QList<StoredWeights>> stored() const;
    /// NotFound says how to get it.
    Result<StoredWeights> byName(const QString& name) const;

    /// Copies a file into the store under `weights.name`; `file`, `bytes` and `sha256` are filled in. Error
    /// Exists if the name is taken by another file, BadInput for a name that cannot be a file's.
    Result<StoredWeights> add(const QString& file, StoredWeights weights);
    /// Where a download of these weights goes; the folder is made.
    Result<QString> placeFor(const KnownWeights& known) const;
    /// Takes in the file that was downloaded to placeFor().
    Result<StoredWeights> adopt(const KnownWeights& known);
    /// Reads the whole file and compares; the error says what is wrong.
    Result<void> verify(const StoredWeights& weights) const;

private:
    QString pathOf(const QString& name, const QString& suffix) const;
    Result<StoredWeights> record(StoredWeights weights);

    QString m_folder;
};

} // namespace creel
