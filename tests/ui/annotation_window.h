#pragma once

#include "tests/support/boxed_catalog.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/dataset_io.h"
#include "tests/ui/open_desk.h"
#include "ui/desk.h"
#include "ui/exchange/annotation_dialog.h"
#include "ui/main_window.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QtTest>

namespace creel::test {

using Mapping = ClassMappingItemModel;

/// The window with its dialog that imports annotations; for a test class to inherit.
class AnnotationWindow
{
protected:
    void prepare();
    void close();
    BytePath in(const BytePath& name = {}) const { return m_set->folder(joinPath("set", name)); }
    QStringList boxes() const { return boxLines(m_desk->catalogPath(), 1); }
    void openEmpty();
    AnnotationDialog& openDialog(const BytePath& dataset);
    void waitForPreview();
    AnnotationPreviewView& preview() { return m_dialog->preview(); }
    Mapping& classes() { return preview().classes(); }
    QString becomes(int row) { return classes().index(row, Mapping::LabelColumn).data().toString(); }
    void type(int row, const QString& label);
    QPushButton* button(const QWidget& parent, const char* text) const;
    void check(const char* box, bool on);
    template<class Widget>
    Widget* named(const char* name) const;
    void start();

    std::unique_ptr<BoxedCatalog> m_set; ///< the folder "set" is it, exported
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<MainWindow> m_window;
    QPointer<AnnotationDialog> m_dialog;
};

inline void AnnotationWindow::prepare()
{
    QSettings().clear();
    m_set = std::make_unique<BoxedCatalog>(7);
    must(exportTo(m_set->path(), "yolo", in()));
    m_desk = std::make_unique<Desk>();
    m_window = std::make_unique<MainWindow>(*m_desk);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

inline void AnnotationWindow::close()
{
    m_window.reset();
    m_desk.reset();
}

inline void AnnotationWindow::openEmpty()
{
    QVERIFY(openWhole(*m_desk, m_set->file("other.creel")));
}

inline AnnotationDialog& AnnotationWindow::openDialog(const BytePath& dataset)
{
    m_window->importAnnotations(dataset);
    m_dialog = m_window->findChild<AnnotationDialog*>();
    if (!m_dialog)
        qFatal("the window opens no dialog");
    if (!dataset.isEmpty())
        waitForPreview();
    return *m_dialog;
}

inline void AnnotationWindow::waitForPreview()
{
    QTRY_VERIFY_WITH_TIMEOUT(preview().summary() != QStringLiteral("Reading…"), 60'000);
}

/// As somebody would who has the table in front of them.
inline void AnnotationWindow::type(int row, const QString& label)
{
    QTableView* const table = preview().table();
    table->setFocus();
    const QRect line = table->visualRect(classes().index(row, Mapping::ClassColumn));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, line.center()); // anywhere in the line
    QTest::keyClick(table, Qt::Key_F2);
    auto* const editor = table->findChild<QLineEdit*>();
    QVERIFY(editor);
    editor->selectAll();
    if (label.isEmpty())
        QTest::keyClick(editor, Qt::Key_Delete);
    else
        QTest::keyClicks(editor, label);
    const QPointer<QLineEdit> open(editor);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_VERIFY(!open); // what was typed is taken a turn later
    waitForPreview();
}

inline QPushButton* AnnotationWindow::button(const QWidget& parent, const char* text) const
{
    for (QPushButton* candidate : parent.findChildren<QPushButton*>()) {
        if (candidate->text().remove(QLatin1Char('&')) == QLatin1String(text))
            return candidate;
    }
    qFatal("no button %s", text);
}

inline void AnnotationWindow::check(const char* text, bool on)
{
    for (QCheckBox* box : m_dialog->findChildren<QCheckBox*>()) {
        if (box->text().remove(QLatin1Char('&')) != QLatin1String(text))
            continue;
        QVERIFY(box->isEnabled());
        box->setChecked(on);
        waitForPreview();
        return;
    }
    QFAIL("no such box");
}

template<class Widget>
Widget* AnnotationWindow::named(const char* name) const
{
    for (Widget* widget : m_dialog->findChildren<Widget*>()) {
        if (widget->accessibleName() == QLatin1String(name))
            return widget;
    }
    qFatal("no control %s", name);
}

inline void AnnotationWindow::start()
{
    QPushButton* const import = button(*m_dialog, "Import");
    QVERIFY(import->isEnabled());
    QTest::mouseClick(import, Qt::LeftButton);
    QTRY_VERIFY(!m_dialog);
    QTRY_VERIFY_WITH_TIMEOUT(m_desk->jobs()->running().isEmpty(), 120'000);
}

} // namespace creel::test
