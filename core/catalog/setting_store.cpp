#include "core/catalog/setting_store.h"

#include "core/catalog/transaction.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace creel {

Result<QJsonValue> SettingStore::value(const QString& key)
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral("SELECT value FROM setting WHERE key = ?"), {key}));
    if (!query.next())
        return QJsonValue(QJsonValue::Undefined);
    return QJsonDocument::fromJson(query.bytes(0)).array().at(0);
}

Result<void> SettingStore::setValue(const QString& key, const QJsonValue& value)
{
    // JSON documents hold arrays or objects only, so a lone value travels in an array of one.
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    CREEL_TRY(m_connection.run(QStringLiteral("INSERT INTO setting (key, value) VALUES (?, ?) "
                                              "ON CONFLICT (key) DO UPDATE SET value = excluded.value"),
                               {key, QString::fromUtf8(json)}));
    return {};
}

Result<void> SettingStore::setValues(const QHash<QString, QJsonValue>& values)
{
    if (values.isEmpty())
        return {};
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
    for (auto entry = values.cbegin(); entry != values.cend(); ++entry)
        CREEL_TRY(setValue(entry.key(), entry.value()));
    return transaction.commit();
}

} // namespace creel
