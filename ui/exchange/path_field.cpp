#include "ui/exchange/path_field.h"

#include "ui/theme.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

namespace creel {

PathField::PathField(const QString& accessibleName, const QString& chooseText, const QString& chooseTitle,
                     const QString& fileFilter, QWidget* parent)
    : QWidget(parent)
    , m_edit(new QLineEdit(this))
    , m_choose(new QPushButton(chooseText, this))
    , m_title(chooseTitle)
    , m_filter(fileFilter)
{
    m_edit->setAccessibleName(accessibleName);
    m_choose->setAutoDefault(false);
    m_choose->setToolTip(chooseTitle);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::gap);
    row->addWidget(m_edit, 1);
    row->addWidget(m_choose);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &PathField::changed);
    if (fileFilter.isEmpty()) {
        connect(m_choose, &QPushButton::clicked, this, [this] { choose(false); });
        return;
    }
    auto* menu = new QMenu(m_choose);
    menu->addAction(tr("&Folder…"), this, [this] { choose(false); });
    menu->addAction(tr("F&ile…"), this, [this] { choose(true); });
    m_choose->setMenu(menu);
}

void PathField::setPath(const BytePath& path)
{
    m_path = path;
    m_edit->setText(displayPath(path));
}

QString PathField::text() const
{
    return m_edit->text().trimmed();
}

BytePath PathField::path(const QString& base) const
{
    if (!m_path.isEmpty() && text() == displayPath(m_path))
        return m_path;
    return text().isEmpty() ? BytePath()
                            : bytePathFromLocal(QDir::cleanPath(QDir(base).absoluteFilePath(text())));
}

void PathField::choose(bool isFile)
{
    auto* chooser = new QFileDialog(this, m_title, text());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(isFile ? QFileDialog::ExistingFile : QFileDialog::Directory);
    if (isFile)
        chooser->setNameFilter(m_filter);
    connect(chooser, &QFileDialog::fileSelected, m_edit, &QLineEdit::setText);
    chooser->open();
}

} // namespace creel
