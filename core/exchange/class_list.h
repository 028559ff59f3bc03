#pragma once

#include <QHash>
#include <QStringList>

namespace creel {

/// Class names in the order in which they were met, each with its number.
class ClassList
{
public:
    ClassList() = default;
    explicit ClassList(const QStringList& names)
    {
        for (const QString& name : names)
            indexOf(name);
    }

    /// The class's number; a new name gets the next one.
    int indexOf(const QString& name)
    {
        const auto known = m_numbers.constFind(name);
        if (known != m_numbers.cend())
            return *known;
        m_names.append(name);
        m_numbers.insert(name, int(m_names.size()) - 1);
        return int(m_names.size()) - 1;
    }
    const QStringList& names() const { return m_names; }

private:
    QStringList m_names;
    QHash<QString, int> m_numbers;
};

} // namespace creel
