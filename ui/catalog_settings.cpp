#include "ui/catalog_settings.h"

#include "core/base/log.h"
#include "core/catalog/catalog.h"
#include "core/catalog/setting_store.h"
#include "ui/catalog_workers.h"

namespace creel {

void CatalogSettings::close()
{
    (void)SettingStore(*m_connection).setValues(std::exchange(m_unsaved, {}));
    m_connection = nullptr;
    m_values.clear();
    m_isSaving = false;
}

QJsonValue CatalogSettings::value(const QString& key) const
{
    if (const auto own = m_values.constFind(key); own != m_values.constEnd())
        return *own;
    return m_connection ? SettingStore(*m_connection).value(key).value_or(QJsonValue::Undefined)
                        : QJsonValue(QJsonValue::Undefined);
}

void CatalogSettings::setValue(const QString& key, const QJsonValue& value)
{
    if (!m_connection)
        return;
    m_values.insert(key, value);
    m_unsaved.insert(key, value);
    save();
}

/// One write at a time, so that the newest value is the last one written.
void CatalogSettings::save()
{
    if (m_isSaving || m_unsaved.isEmpty())
        return;
    m_isSaving = true;
    const QHash<QString, QJsonValue> values = std::exchange(m_unsaved, {});
    m_workers.run(
        [path = m_workers.catalogPath(), values]() -> Result<void> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadWrite));
            return SettingStore(*connection).setValues(values);
        },
        [this, values](const Result<void>& saved) {
            m_isSaving = false;
            if (saved)
                return save();
            qCWarning(logUi) << "the view was not saved:" << saved.error().message;
            for (auto value = values.cbegin(); value != values.cend(); ++value) {
                if (!m_unsaved.contains(value.key()))
                    m_unsaved.insert(value.key(), *value); // goes with the next, or when the catalog closes
            }
        });
}

} // namespace creel
